import { expect, test } from "vitest";
import { marked } from "@/features/inbox/marks";

test("what is selected is marked in Markdown", () => {
  expect(marked("a dog b", 2, 5, "bold")).toBe("a **dog** b");
  expect(marked("a dog b", 2, 5, "italic")).toBe("a *dog* b");
  expect(marked("a dog b", 2, 5, "link")).toBe("a [dog](https://) b");
});

test("every line of the selection becomes an item of a list", () => {
  expect(marked("see\nrooms\ndogs\nend", 5, 12, "list")).toBe("see\n- rooms\n- dogs\nend");
  expect(marked("", 0, 0, "list")).toBe("- ");
});
