import { h, type JSX } from "preact";
import { chips, foot } from "./foot.tsx";
import { header } from "./header.tsx";
import type { Scene } from "./scene.ts";
import { transcript } from "./transcript.tsx";

/** The panel. */
export function chat(s: Scene): JSX.Element {
  const { view, words, screen } = s;
  const { status, emailRequested } = view.transcript;
  const { email, tracking } = view.config?.features ?? {};
  const running = status !== "closed";
  const address = running && (screen.contact || (emailRequested && email && !view.known));
  const asksConsent = running && !address && tracking === "consent" && !s.consent && view.transcript.messages.length > 1;
  return (
    <section key="panel" class="panel" role="dialog" aria-labelledby="title" aria-modal={s.covers} tabIndex={-1} hidden={!s.open}
      onKeyDown={(e) => e.key === "Escape" && !e.isComposing && s.close()}>
      {header(s)}
      {!view.reachable && <p class="banner" role="alert">{words("offline")}</p>}
      {transcript(s)}
      {address && s.later((parts) => parts.contact(s))}
      {asksConsent && s.later((parts) => parts.consent(s))}
      {chips(s)}
      {foot(s)}
    </section>
  );
}
