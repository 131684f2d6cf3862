import { h, type ComponentChild, type JSX } from "preact";
import type { Message } from "../../shared/contract.ts";
import { primary } from "../../shared/language.ts";
import { markdown } from "../markdown.tsx";
import type { Outgoing } from "../outbox.ts";
import { avatar } from "./header.tsx";
import { messageItem } from "./message.tsx";
import type { Scene } from "./scene.ts";

const groupPause = 20 * 60_000; // ms; after it the time is shown

/** The conversation, oldest first. Finished messages are announced elsewhere, once. */
export function transcript(s: Scene): JSX.Element {
  const { view, words } = s;
  const { messages } = view.transcript;
  const notes = (after: number): ComponentChild => view.transcript.notes.filter((n) => n.after === after)
    .map((n) => <p key={`note ${n.id}`} class="note" dir="auto">{words(n.kind, n)}</p>);
  return (
    <div ref={s.following.attach} class="log" role="log" aria-live="off" aria-label={words("conversation")} tabIndex={0}>
      {view.config && (
        <div key="welcome" class="item assistant first last">
          {avatar()}
          <div class="bubble plain" dir="auto">{view.config.welcome_message}</div>
        </div>
      )}
      {notes(0)}
      {messages.map((message, i) => [
        pauseBefore(message, messages[i - 1]) && <p key={`at ${message.id}`} class="note">{moment(message, s.language)}</p>,
        messageItem(s, message, !together(messages[i - 1], message), !together(message, messages[i + 1])),
        notes(message.seq),
      ])}
      {view.outgoing.map((message) => outgoingItem(s, message))}
      {writing(s)}
    </div>
  );
}

const pauseBefore = (message: Message, before: Message | undefined): boolean =>
  !before || Date.parse(message.created_at) - Date.parse(before.created_at) > groupPause;

const together = (a: Message | undefined, b: Message | undefined): boolean => a !== undefined && a.role === b?.role && !pauseBefore(b, a);

/** The time for people, with the day unless it is today. */
function moment({ created_at }: Message, language: string): string {
  const at = new Date(created_at);
  const day = at.toDateString() !== new Date().toDateString() && ({ weekday: "short", day: "numeric", month: "short" } as const);
  // The visitor's own habits, where they are of this language.
  const locale = navigator.languages.find((tag) => primary(tag) === primary(language)) ?? language;
  return at.toLocaleString(locale, { hour: "2-digit", minute: "2-digit", ...day });
}

/** A message that the API does not have yet. */
function outgoingItem({ view, words, conversation }: Scene, { id, content, refused }: Outgoing): JSX.Element {
  const trouble = refused ? `${words("not_sent")}: ${refused}` : view.sending === "too fast" ? words("too_fast")
    : (view.sending === "unreachable" || !view.reachable) && words("pending");
  return (
    <div key={id} class="item visitor first last waiting">
      <div class="bubble plain" dir="auto">{content}</div>
      {trouble && (
        <p class={refused ? "state failed" : "state"}>
          {trouble}
          <button onClick={() => conversation.retry(id)}>{words("retry")}</button>
          {refused && <button onClick={() => conversation.discard(id)}>{words("discard")}</button>}
        </p>
      )}
    </div>
  );
}

/** The answer that is being written, or the sign that somebody is at it. */
function writing({ view, words }: Scene): JSX.Element | undefined {
  const { typing, draft } = view.transcript;
  if (draft?.text) return <div key="writing" class="item assistant first last">{avatar()}<div class="bubble rich" dir="auto">{markdown(draft.text)}</div></div>;
  if (!typing) return;
  const name = typing.role === "agent" ? (typing.name ?? words("colleague")) : undefined;
  return (
    <div key="typing" class="item assistant first last">
      {avatar(name)}
      <div class="bubble dots"><span class="hidden">{name ? words("person_typing", { name }) : words("typing")}</span><i /><i /><i /></div>
      <p class="state slow">{words("slow")}</p>
    </div>
  );
}
