import { signOn } from "../shared/colour.ts";
import type { Look } from "../shared/host.ts";
import { inLanguage } from "../shared/language.ts";
import { adopt } from "../shared/style.ts";
import css from "./loader.css";
import { texts } from "./texts.ts";

const speech = "M12 3c5.2 0 9 3.5 9 8s-3.8 8-9 8c-1 0-2-.1-2.9-.4l-4.5 2c-.4.2-.8-.2-.7-.6l.8-3.3C3.6 15.2 3 13.2 3 11c0-4.5 3.8-8 9-8z";
const down = "M12 17.2 3.8 9l1.9-1.9 6.3 6.3 6.3-6.3L20.2 9z";

/** The button on the page, in a shadow root that the panel shares. */
export interface Launcher {
  readonly element: HTMLElement;
  readonly shadow: ShadowRoot;
  readonly button: HTMLButtonElement;
  dress(look: Look, own: Partial<Record<string, string>>): void;
  /** fault: the chat cannot be loaded. */
  show(state: { open?: boolean; unread?: number; fault?: boolean }): void;
  /** Goes onto the page, also again, when a framework replaced the body or its children. */
  stay(): void;
}

export function newLauncher(): Launcher {
  const make = document.createElement.bind(document);
  const element = make("div");
  const shadow = element.attachShadow({ mode: "open" });
  const root = make("div");
  const button = make("button");
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const shape = document.createElementNS(icon.namespaceURI!, "path");
  let words = texts.en;
  let shown = { open: false, unread: 0, fault: false };

  element.dataset["innconnect"] = VERSION;
  adopt(shadow, css);
  button.ariaHasPopup = "dialog";
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.append(shape);
  button.append(icon);
  root.append(button);
  shadow.append(root);

  const launcher: Launcher = {
    element,
    shadow,
    button,
    dress({ color, left, language }, own) {
      const [open, close, ...rest] = inLanguage(texts, language);
      words = [own["open"] ?? open, own["close"] ?? close, ...rest];
      root.lang = language;
      root.className = `launcher ${left && "left"}`;
      root.style.setProperty("--brand", color);
      root.style.setProperty("--sign", signOn(color));
      launcher.show({});
    },
    show(state) {
      shown = { ...shown, ...state };
      const { open, unread, fault } = shown;
      const [toOpen, toClose, unreadMessages, notLoaded] = words;
      button.ariaExpanded = String(open);
      button.ariaLabel = open ? toClose : fault ? notLoaded : unread ? `${toOpen} (${unread} ${unreadMessages})` : toOpen;
      button.dataset["badge"] = open ? "" : fault ? notLoaded : unread > 9 ? "9+" : String(unread || "");
      shape.setAttribute("d", open ? down : speech);
    },
    stay() {
      if (!element.isConnected) document.body.append(element);
    },
  };
  return launcher;
}
