/** What a selection can be made into. */
export type Mark = "bold" | "italic" | "link" | "list";

/** Returns the text with its part between the two positions marked, in Markdown. */
export function marked(text: string, from: number, to: number, mark: Mark): string {
  const chosen = text.slice(from, to);
  const around = { bold: `**${chosen}**`, italic: `*${chosen}*`, link: `[${chosen}](https://)` };
  if (mark !== "list") return text.slice(0, from) + around[mark] + text.slice(to);
  const begin = text.lastIndexOf("\n", from - 1) + 1;
  return text.slice(0, begin) + text.slice(begin, to).split("\n").map((line) => `- ${line}`).join("\n") + text.slice(to);
}
