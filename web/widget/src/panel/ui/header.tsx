import { h, type JSX } from "preact";
import { icon } from "./icons.tsx";
import type { Scene } from "./scene.ts";

/** Title, where the conversation stands, the menu and the way out. */
export function header(s: Scene): JSX.Element {
  const { words, screen: { menu } } = s;
  const { agent, status } = s.view.transcript;
  const state = status === "closed" ? words("ended") : agent ? words("with", agent) : words(status === "escalated" ? "waiting" : "online");
  return (
    <div class="head">
      {avatar(agent?.name)}
      <div class="who" dir="auto">
        <h2 id="title">{s.view.config?.title}</h2>
        <p>{state}</p>
      </div>
      <div class="menu">
        <button class="icon" aria-label={words("menu")} aria-haspopup aria-expanded={menu !== "closed"}
          onClick={() => s.change({ menu: menu === "closed" ? "open" : "closed" })}>{icon("more")}</button>
        {menu !== "closed" && s.later((parts) => parts.choices(s))}
      </div>
      <button class="icon" aria-label={words("close")} onClick={s.close}>{icon("close")}</button>
    </div>
  );
}

/** A person's first letter, or the assistant's sign. */
export function avatar(name?: string): JSX.Element {
  return <span class={name === undefined ? "avatar" : "avatar person"} aria-hidden="true">{name === undefined ? icon("spark", "solid") : [...name.trim()][0]}</span>;
}
