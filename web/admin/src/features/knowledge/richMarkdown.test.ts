import { expect, test } from "vitest";
import { keeps, written } from "@/features/knowledge/richMarkdown";

test.each([
  "# Pets\n\nDogs and **cats** _are_ welcome.\n\n* a\n* b\n   * c\n\n1) x\n2) y",
  "- a\n\n- b", "a\\\nb", "> q\n> r", "* * *", "Title\n===", "```js\ncode <b>\n```", "    code", "`a <b> &amp; c`",
  "5 \\* 3 * 2", "a_b_c 1 < 2 & 3", "€15 [1]", "<https://a.example>", "[x](https://a.example \"t\")", "***both*** ~~gone~~", "",
])("a text that the editor keeps: %j", (markdown) => expect(keeps(markdown)).toBe(true));

test.each([
  "| a | b |\n|---|---|\n| 1 | 2 |", "![x](y.png)", "<b>hi</b> there", "a <!-- c --> b", "- [ ] todo", "<div>\n\nx\n\n</div>", "&copy; 2026",
])("a text that the editor would lose something of: %j", (markdown) => expect(keeps(markdown)).toBe(false));

test("what is written has no entities that the text does not need", () => {
  expect(written("1 &lt; 2 &amp; 3 &gt; 2")).toBe("1 < 2 & 3 > 2");
  expect(written("a &lt;b&gt; c")).toBe("a &lt;b&gt; c");
  expect(written("&amp;copy;")).toBe("&amp;copy;");
});
