import { h, type JSX } from "preact";
import { icon } from "./icons.tsx";
import type { Scene } from "./scene.ts";

const longest = 4000; // characters of a message

/** Where the visitor writes; or, of an ended conversation, a rating and the way to a new one. */
export function foot(s: Scene): JSX.Element {
  const { view, words, screen: { text } } = s;
  const { status, ratingPrompt } = view.transcript;
  if (status === "closed") {
    const prompt = ratingPrompt ?? view.config?.rating;
    return (
      <div key="ended" class="foot ended">
        {prompt && s.later((parts) => parts.rating(s, prompt))}
        <button class="wide" onClick={() => s.conversation.startNew()}>{words("new_conversation")}</button>
      </div>
    );
  }
  const submit = (e: Event): void => {
    e.preventDefault();
    s.send(text);
    s.change({ text: "" });
  };
  return (
    <div key="foot" class="foot">
      <form class="composer" onSubmit={submit}>
        <textarea rows={1} dir="auto" maxLength={longest} aria-label={words("message")} placeholder={words("placeholder")} value={text}
          onInput={(e) => {
            s.change({ text: e.currentTarget.value });
            s.conversation.type();
          }}
          onKeyDown={(e) => e.key === "Enter" && !e.shiftKey && !e.isComposing && submit(e)} />
        <button class="send" aria-label={words("send")} disabled={!text.trim()}>{icon("send")}</button>
      </form>
      {view.config?.features.person && status === "active" && (
        <button class="quiet" onClick={() => s.conversation.askPerson(words("person_message"))}>{icon("person")}{words("person")}</button>
      )}
    </div>
  );
}

/** Texts that a tap sends: the site's suggestions at first, then those of the last answer. */
export function chips(s: Scene): JSX.Element | undefined {
  const { messages, typing, draft, status } = s.view.transcript;
  const offers = messages.length ? messages.at(-1)!.quick_replies : (s.view.config?.suggestions ?? []);
  if (!offers.length || status === "closed" || typing || draft || s.view.outgoing.length) return;
  return (
    <div class="chips" role="group" aria-label={s.words("suggestions")}>
      {offers.map((text) => <button key={text} dir="auto" onClick={() => s.send(text)}>{text}</button>)}
    </div>
  );
}
