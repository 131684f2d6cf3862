import { h, type JSX } from "preact";
import type { Scene } from "../ui/scene.ts";

/** Asks whether the visitor may be recognised. */
export function consent({ words, setConsent }: Scene): JSX.Element {
  return (
    <div class="card consent" role="group" aria-label={words("consent")}>
      <p>{words("consent")}</p>
      <button onClick={() => setConsent("yes")}>{words("accept")}</button>
      <button onClick={() => setConsent("no")}>{words("decline")}</button>
    </div>
  );
}
