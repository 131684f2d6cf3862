import DOMPurify, { type Config } from "dompurify";

interface TrustedTypesWindow {
  trustedTypes?: { createPolicy(name: string, rules: Record<string, (value: string) => string>): Policy };
}
type Policy = NonNullable<Config["TRUSTED_TYPES_POLICY"]>;

/** Only DOMPurify uses the policy, to parse what it then cleans. undefined: the browser has none; null: the page forbids it. */
let policy: Policy | undefined | null;
try {
  policy = (window as TrustedTypesWindow).trustedTypes?.createPolicy("innconnect", { createHTML: (html) => html, createScriptURL: () => "" });
} catch {
  console.warn("InnConnect: answers have less formatting. trusted-types must allow innconnect.");
  policy = null;
}

/** Whether the page allows parsing HTML. */
export const mayParse = (): boolean => policy !== null;

/**
 * Turns the API's HTML, which is sanitised already, into nodes that hold text
 * markup and links and nothing else.
 */
export function safeNodes(html: string, newTab: string): DocumentFragment {
  const nodes = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: "#text p br hr strong em del code pre ul ol li blockquote h3 h4 h5 h6 table thead tbody tr th td a".split(" "),
    ALLOWED_ATTR: ["href", "start"],
    ALLOWED_URI_REGEXP: /^(https?|mailto):/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
    ...(policy && { TRUSTED_TYPES_POLICY: policy }),
  });
  for (const link of nodes.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
    link.append(Object.assign(made("span", "hidden"), { textContent: ` (${newTab})` }));
  }
  for (const heading of nodes.querySelectorAll("h4, h5, h6")) {
    const below = made("h3"); // the panel's title, whatever levels the writer left out
    below.append(...heading.childNodes);
    heading.replaceWith(below);
  }
  for (const wide of nodes.querySelectorAll<HTMLElement>("table, pre")) {
    const frame = made("div", "scroll");
    frame.tabIndex = 0;
    wide.replaceWith(frame);
    frame.append(wide);
  }
  return nodes;
}

function made(tag: "div" | "h3" | "span", className = ""): HTMLElement {
  const el = document.createElement(tag);
  el.className = className;
  return el;
}
