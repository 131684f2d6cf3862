/** What a selection can be made into. */
export type Mark = "bold" | "italic" | "link" | "list";

/** A text, and where its selection begins and ends. */
export interface Selected {
  text: string;
  from: number;
  to: number;
}

const around = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] } as const;

/** Marks what is selected in Markdown, and keeps it selected; after the items of a list one goes on at their end. */
export function marked({ text, from, to }: Selected, mark: Mark): Selected {
  if (mark === "list") {
    const begin = text.lastIndexOf("\n", from - 1) + 1;
    const items = text.slice(begin, to).split("\n").map((line) => `- ${line}`).join("\n");
    const end = begin + items.length;
    return { text: text.slice(0, begin) + items + text.slice(to), from: end, to: end };
  }
  const [before, after] = around[mark];
  return {
    text: text.slice(0, from) + before + text.slice(from, to) + after + text.slice(to),
    from: from + before.length,
    to: to + before.length,
  };
}
