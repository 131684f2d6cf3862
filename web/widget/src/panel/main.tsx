import { render } from "preact";
import { inkOn, textLike } from "../shared/colour.ts";
import type { PageSuggestion } from "../shared/contract.ts";
import type { Host, Panel } from "../shared/host.ts";
import { direction } from "../shared/language.ts";
import { adopt } from "../shared/style.ts";
import { Conversation, type Happened } from "./conversation.ts";
import css from "./panel.css";
import { fileOf, newWords, type Texts, type Words } from "./texts/index.ts";
import { bubbles } from "./ui/bubbles.tsx";
import { chat } from "./ui/chat.tsx";
import { Following } from "./ui/following.ts";
import type { Parts, Scene, Screen } from "./ui/scene.ts";

export { h } from "preact"; // for the parts, which are loaded later

/** The grounds of bubbles in light and dark, on which the site's colour must be readable as text. */
const grounds = { light: "#f2f4f6", dark: "#232c34" };

const emptyScreen: Screen = { text: "", menu: "closed", contact: null, stars: 0, tags: [], ratingFailed: false };

const later = <T,>(host: Host, name: string): Promise<T> => host.importVerified<T>(new URL(name, import.meta.url).href, LATER[name]!);

/** Fetches the texts of the host's language; English stands in for those that cannot be had. */
export async function prepare(host: Host): Promise<Texts | undefined> {
  const file = fileOf(host.look().language);
  return file ? later<{ default: Texts }>(host, file).then((m) => m.default, () => undefined) : undefined;
}

/** Puts the panel into the loader's shadow root. */
export async function mount(host: Host): Promise<Panel> {
  const { launcher: { shadow, button, element }, keep } = host;
  const root = document.createElement("div");
  const announcements = document.createElement("div");
  const coverage = matchMedia("(max-width: 480px), (max-height: 480px)");
  const following = new Following();
  const life = new AbortController();
  let translation = await prepare(host);
  let words: Words;
  let parts: Parts | null = null;
  let loadingParts = false;
  let screen = emptyScreen;
  let isOpen = false;
  let due: PageSuggestion[] = [];
  let covered: HTMLElement[] = [];
  let drawing = false;

  const conversation = new Conversation(host, changed, happened);
  const sound = (): boolean => keep.get("sound") !== "off";

  // ---- drawing ----

  /** Draws once for all changes of one moment. */
  function changed(): void {
    if (drawing) return;
    drawing = true;
    queueMicrotask(draw);
  }

  function draw(): void {
    drawing = false;
    if (life.signal.aborted) return;
    const view = conversation.view();
    const { color, left, language } = host.look();
    words = newWords(parts?.texts, translation, view.config?.texts);
    root.className = `chat ${left && "left"}`;
    root.lang = language;
    root.dir = direction(language);
    const colors = { brand: color, ink: inkOn(color), "accent-light": textLike(color, grounds.light), "accent-dark": textLike(color, grounds.dark) };
    for (const [name, value] of Object.entries(colors)) root.style.setProperty(`--${name}`, value);
    host.show({ unread: isOpen ? 0 : view.unread });
    const scene: Scene = {
      view,
      words,
      language,
      conversation,
      screen,
      following,
      change,
      later: whenLoaded,
      send,
      close,
      open: isOpen,
      covers: coverage.matches,
      sound: sound(),
      setSound(on) {
        keep.set("sound", on ? "on" : "off");
        changed();
      },
      consent: host.consent(),
      setConsent: host.setConsent,
    };
    render([chat(scene), !isOpen && due.length > 0 && bubbles(due, words, take, host.settle)], root);
    following.update();
  }

  function change(what: Partial<Screen>): void {
    screen = { ...screen, ...what };
    changed();
  }

  function whenLoaded<T>(show: (parts: Parts) => T): T | null {
    if (!parts && !loadingParts) {
      loadingParts = true;
      later<Parts>(host, "parts.js").then((loaded) => {
        parts = loaded;
        adopt(shadow, loaded.css);
        changed();
      }, () => {}).finally(() => (loadingParts = false));
    }
    return parts && show(parts);
  }

  // ---- what the visitor does ----

  function reveal(open: boolean): void {
    isOpen = open;
    host.show({ open });
    conversation.setVisible(open);
    cover();
    draw();
    if (open) focusInput();
  }

  /** A phone's keyboard would hide the conversation before anything is read. */
  function focusInput(): void {
    root.querySelector<HTMLElement>(coverage.matches || !root.querySelector(".composer") ? ".panel" : "textarea")!.focus();
  }

  function close(): void {
    if (!isOpen) return;
    reveal(false);
    button.focus();
  }

  function send(text: string): void {
    conversation.send(text);
    focusInput();
  }

  function take(suggestion: PageSuggestion): void {
    host.settle(suggestion);
    reveal(true);
    conversation.send(suggestion.message);
  }

  /** While the panel covers the page, the page takes no focus. */
  function cover(): void {
    for (const el of covered) el.inert = false;
    covered = isOpen && coverage.matches ? ([...document.body.children] as HTMLElement[]).filter((el) => el !== element && !el.inert) : [];
    for (const el of covered) el.inert = true;
    changed();
  }

  // ---- what happens ----

  function happened(what: Happened): void {
    if ("message" in what) {
      const { role, content } = what.message;
      announce(`${words(role === "agent" ? "colleague" : role === "system" ? "notice" : "assistant")}: ${spoken(content)}`);
      if (isOpen && !document.hidden) return;
      const { config, unread } = conversation.view();
      host.emit("unread", { count: unread });
      if (conversation.leading && config?.features.sound && sound()) whenLoaded((p) => p.chime());
    } else announce(words(what.kind, what));
  }

  /** Tells screen readers, once. Each text is a paragraph of its own, so that the same words twice are two announcements. */
  function announce(text: string): void {
    const line = document.createElement("p");
    line.textContent = text;
    announcements.append(line);
    setTimeout(() => line.remove(), 10_000);
  }

  adopt(shadow, css);
  announcements.className = "hidden";
  announcements.role = "status";
  shadow.append(root, announcements);
  coverage.addEventListener("change", cover, { signal: life.signal });
  document.addEventListener("pointerdown", (e) => {
    if (screen.menu !== "closed" && !e.composedPath().includes(root.querySelector(".menu")!)) change({ menu: "closed" });
  }, { signal: life.signal });

  const panel: Panel = {
    open: () => reveal(true),
    close,
    compose(text) {
      change({ text });
      reveal(true);
    },
    suggest(suggestions) {
      due = suggestions;
      changed();
    },
    refresh() {
      conversation.refresh();
      changed();
      void prepare(host).then((texts) => {
        translation = texts;
        changed();
      });
    },
    destroy() {
      isOpen = false;
      cover();
      life.abort();
      conversation.destroy();
      root.remove();
      announcements.remove();
    },
  };
  panel.refresh();
  return panel;
}

/** Markdown as it is read out: without the commonest signs. */
const spoken = (markdown: string): string =>
  markdown.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/^#+\s|[*_`~>]/gm, "").replace(/\n+/g, " ");
