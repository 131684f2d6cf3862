import { Extension } from "@tiptap/core";
import { Markdown, MarkdownManager } from "@tiptap/markdown";
import StarterKit from "@tiptap/starter-kit";

const kit = StarterKit.configure({ underline: false, trailingNode: false, link: { openOnClick: false, autolink: false } });

/** Moves what a list has in and out: Tab leads out of the editor, as out of every field. */
const Indent = Extension.create({
  name: "indent",
  addKeyboardShortcuts() {
    return {
      "Mod-]": () => this.editor.commands.sinkListItem("listItem") || true, // which a browser may take for its own
      "Mod-[": () => this.editor.commands.liftListItem("listItem") || true,
    };
  },
});

/** What the editor knows: that which Markdown has a way to write. */
export const extensions = [kit, Markdown, Indent];

const manager = new MarkdownManager({ extensions: [kit] });

/** Tells whether the editor, once somebody writes in it, would keep all that a text means. */
export function keeps(markdown: string): boolean {
  // HTML is not even tried: reading it would load what it names.
  if (hasHtml(manager.instance.lexer(markdown) as Token[])) return false;
  return means(markdown, manager.serialize(manager.parse(markdown)));
}

/** Returns what the editor wrote without the entities that the text does not need. */
export function written(markdown: string): string {
  const plain = markdown.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  return means(markdown, plain) ? plain : markdown;
}

/** Tells whether two texts mean the same. */
const means = (a: string, b: string): boolean => a === b || JSON.stringify(meaning(a)) === JSON.stringify(meaning(b));

interface Token {
  type: string;
  text?: string;
  tokens?: Token[];
  items?: Token[];
  [property: string]: unknown;
}

const hasHtml = (tokens: Token[]): boolean =>
  tokens.some(({ type, tokens = [], items = [] }) => type === "html" || hasHtml(tokens) || hasHtml(items));

const meaning = (markdown: string): unknown[] => tree(manager.instance.lexer(markdown) as Token[]);

/** What makes a difference besides a token's type and content. */
const properties = ["depth", "href", "title", "lang", "ordered", "start", "task", "checked"];

/** Reduces tokens to what they mean: how a list is marked or a line is broken makes no difference. */
function tree(tokens: Token[]): unknown[] {
  const out: unknown[] = [];
  for (const token of tokens) {
    const { type, text = "", tokens: inner, items } = token;
    if (type === "space" || type === "def") continue;
    if (type === "escape" || (type === "text" && !inner)) {
      const shown = decoded(text);
      const last = out.at(-1);
      if (typeof last === "string") out[out.length - 1] = last + shown;
      else out.push(shown);
      continue;
    }
    const kind = type === "text" ? "paragraph" : type; // a paragraph of a list without blank lines
    const content = items ? tree(items) : inner ? tree(inner) : [text];
    out.push([kind, properties.map((name) => token[name] || null), content]);
  }
  return out;
}

/** Replaces entities by what they stand for. */
function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return new DOMParser().parseFromString(text.replaceAll("<", "&lt;"), "text/html").documentElement.textContent ?? "";
}
