import { h, type JSX } from "preact";
import type { Scene } from "../ui/scene.ts";
import { icon, type IconName } from "./icons.tsx";

interface Choice {
  icon: IconName;
  text: string;
  choose: () => void;
}

/** What the menu offers, or the question whether to end the conversation. */
export function choices(s: Scene): JSX.Element {
  const { view, words, conversation, sound } = s;
  const features = view.config?.features;
  const running = view.transcript.status !== "closed";
  const close = (): void => {
    s.change({ menu: "closed" });
    list?.parentElement?.querySelector("button")?.focus();
  };
  const closing = (act: () => void) => (): void => {
    close();
    act();
  };
  const keys = (e: KeyboardEvent): void => {
    const all = [...list!.querySelectorAll("button")];
    const at = all.indexOf(e.target as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[e.key];
    if (e.key === "Escape") close();
    else if (to !== undefined) all[to % all.length]!.focus();
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  const end = (): void => void conversation.end().then(close, () => s.change({ menu: "failed" }));
  if (s.screen.menu !== "open") {
    return (
      <div key="ending" ref={entered} class="choices question" role="group" aria-label={words("end_question")} onKeyDown={keys}>
        <p>{words("end_question")}</p>
        {s.screen.menu === "failed" && <p class="wrong" role="alert">{words("failed")}</p>}
        <button class="main" onClick={end}>{words("end")}</button>
        <button onClick={close}>{words("cancel")}</button>
      </div>
    );
  }
  const offers: (Choice | false | undefined)[] = [
    features?.email && running && { icon: "mail", text: words("email_offer"), choose: () => s.change({ menu: "closed", contact: "open" }) },
    features?.sound && { icon: sound ? "mute" : "sound", text: words(sound ? "sound_off" : "sound_on"), choose: closing(() => s.setSound(!sound)) },
    running && { icon: "end", text: words("end"), choose: () => s.change({ menu: "ending" }) },
  ];
  return (
    <div key="menu" ref={entered} class="choices" role="menu" aria-label={words("menu")} onKeyDown={keys}>
      {offers.map((offer) => offer && (
        <button key={offer.icon} role="menuitem" onClick={offer.choose}>{icon(offer.icon)}{offer.text}</button>
      ))}
    </div>
  );
}

let list: HTMLElement | null = null;

/** A ref: the focus goes to the first choice when the list appears. */
function entered(el: HTMLElement | null): void {
  list = el;
  el?.querySelector("button")?.focus();
}
