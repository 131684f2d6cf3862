import { expect, test } from "vitest";
import { diffOf } from "@/features/knowledge/diff";

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`).join("\n");

test("lines that are the same stand around a change, and the others are counted", () => {
  const parts = diffOf(`${lines(1, 20)}\nold\n${lines(22, 40)}`, `${lines(1, 20)}\nnew\n${lines(22, 40)}`);
  expect(parts).toEqual([
    { kind: "skipped", lines: 17 },
    ...[18, 19, 20].map((n) => ({ kind: "same", text: `line ${n}` })),
    { kind: "removed", text: "old" },
    { kind: "added", text: "new" },
    ...[22, 23, 24].map((n) => ({ kind: "same", text: `line ${n}` })),
    { kind: "skipped", lines: 16 },
  ]);
});

test("a last line without an end is the same as one with it", () => {
  expect(diffOf("a\nb", "a\nb\nc")).toEqual([{ kind: "same", text: "a" }, { kind: "same", text: "b" }, { kind: "added", text: "c" }]);
  expect(diffOf("a", "a")).toEqual([]);
  expect(diffOf("", "a")).toEqual([{ kind: "removed", text: "" }, { kind: "added", text: "a" }]);
});
