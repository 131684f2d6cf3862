import { h, type JSX } from "preact";
import type { PageSuggestion } from "../../shared/contract.ts";
import type { Words } from "../texts/index.ts";
import { icon } from "./icons.tsx";

const most = 3;

/** Suggestions above the launcher while the chat is closed. They never take the focus. */
export function bubbles(suggestions: PageSuggestion[], words: Words, take: (s: PageSuggestion) => void, dismiss: (s: PageSuggestion) => void): JSX.Element {
  return (
    <div key="bubbles" class="bubbles" role="region" aria-label={words("suggestions")}>
      {suggestions.slice(-most).map((s) => (
        <div key={s.id} class="suggestion">
          <button class="take" dir="auto" onClick={() => take(s)}>{s.text}</button>
          <button class="icon" aria-label={words("dismiss")} onClick={() => dismiss(s)}>{icon("cross")}</button>
        </div>
      ))}
    </div>
  );
}
