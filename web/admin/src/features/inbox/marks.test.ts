import { expect, test } from "vitest";
import { type Mark, marked } from "@/features/inbox/marks";

/** Marks what stands between two bars, and shows the selection in the same way. */
function mark(shown: string, kind: Mark): string {
  const [before = "", chosen = "", after = ""] = shown.split("|");
  const { text, from, to } = marked({ text: before + chosen + after, from: before.length, to: before.length + chosen.length }, kind);
  return `${text.slice(0, from)}|${text.slice(from, to)}|${text.slice(to)}`;
}

test("what is selected is marked in Markdown, and stays selected", () => {
  expect(mark("a |dog| b", "bold")).toBe("a **|dog|** b");
  expect(mark("a |dog| b", "italic")).toBe("a *|dog|* b");
  expect(mark("a |dog| b", "link")).toBe("a [|dog|](https://) b");
});

test("without a selection one writes between the marks", () => {
  expect(mark("a ||", "bold")).toBe("a **||**");
});

test("every line of the selection becomes an item of a list, after which one goes on", () => {
  expect(mark("see\nro|oms\ndogs|\nend", "list")).toBe("see\n- rooms\n- dogs||\nend");
  expect(mark("||", "list")).toBe("- ||");
});
