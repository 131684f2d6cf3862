import { h, type JSX } from "preact";
import type { Message, Reaction } from "../../shared/contract.ts";
import { markdown } from "../markdown.tsx";
import { mayParse, safeNodes } from "../sanitize.ts";
import { avatar } from "./header.tsx";
import { icon } from "./icons.tsx";
import type { Scene } from "./scene.ts";

/** A stored message; first or last of a group by the same writer. */
export function messageItem(s: Scene, message: Message, first: boolean, last: boolean): JSX.Element {
  const { view, words } = s;
  const { id, role, content, html, citations } = message;
  const person = message.agent?.name ?? words("colleague");
  const writer = { visitor: words("you"), assistant: words("assistant"), agent: person, system: words("notice") }[role];
  const bubble = role === "visitor" ? <div class="bubble plain" dir="auto">{content}</div>
    : html && mayParse() ? <div class="bubble rich" dir="auto" ref={filledWith(html, words("new_tab"))} />
      : <div class="bubble rich" dir="auto">{markdown(content, words("new_tab"))}</div>;
  return (
    <div key={id} class={`item ${role} ${first && "first"} ${last && "last"}`}>
      <span class={role === "agent" && first ? "name" : "hidden"} dir="auto">{writer}</span>
      {role === "assistant" && avatar()}
      {role === "agent" && avatar(person)}
      {bubble}
      {citations.length > 0 && (
        <ul class="sources" aria-label={words("sources")}>
          {citations.map(({ article_id, title, url }) => (
            <li key={article_id} dir="auto">
              {url && /^https?:/i.test(url)
                ? <a href={url} target="_blank" rel="noopener noreferrer">{icon("page")}<b>{title}</b><span class="hidden"> ({words("new_tab")})</span></a>
                : <span>{icon("page")}<b>{title}</b></span>}
            </li>
          ))}
        </ul>
      )}
      {(role === "assistant" || role === "agent") && view.config?.features.reactions && (
        <div class="thumbs">{thumb(s, message, "up")}{thumb(s, message, "down")}</div>
      )}
    </div>
  );
}

/** A ref that puts the server's HTML into the page, cleaned once more, when it is not there yet. */
const filledWith = (html: string, newTab: string) => (el: HTMLElement | null): void => {
  if (!el || filled.get(el) === html) return;
  filled.set(el, html);
  el.replaceChildren(safeNodes(html, newTab));
};
const filled = new WeakMap<HTMLElement, string>();

function thumb({ view, words, conversation }: Scene, message: Message, reaction: Reaction): JSX.Element {
  const pressed = message.reaction === reaction;
  return (
    <button class={reaction} aria-label={words(reaction === "up" ? "helpful" : "not_helpful")} aria-pressed={pressed} disabled={view.transcript.status === "closed"}
      onClick={() => conversation.react(message, pressed ? null : reaction)}>{icon("thumb", pressed ? "solid" : "")}</button>
  );
}
