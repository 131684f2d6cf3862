import { expect, test } from "vitest";
import { isPossible, lastDays, lengthOf, rangeOf } from "@/ui/range";

test("the last days end today, over months and the change of the clock", () => {
  expect(lastDays(1, new Date(2026, 2, 1, 0, 5))).toEqual({ from: "2026-03-01", to: "2026-03-01" });
  expect(lastDays(30, new Date(2026, 2, 30, 23, 55))).toEqual({ from: "2026-03-01", to: "2026-03-30" });
  expect(lengthOf({ from: "2026-03-01", to: "2026-03-30" })).toBe(30);
});

test("a range that is not possible is none", () => {
  expect(isPossible({ from: "2026-03-02", to: "2026-03-01" })).toBe(false);
  expect(isPossible({ from: "2025-01-01", to: "2026-01-01" })).toBe(true);
  expect(isPossible({ from: "2025-01-01", to: "2026-01-02" })).toBe(false);
  expect(rangeOf({ from: "2026-03-01", to: "2026-03-02" })).toEqual({ from: "2026-03-01", to: "2026-03-02" });
  expect(rangeOf({ from: "2026-3-1", to: "2026-03-02" })).toBeUndefined();
  expect(rangeOf({ from: 20260301, to: undefined })).toBeUndefined();
});
