import { expect, test } from "vitest";
import { narrowed, queryOf } from "@/features/inbox/filter";

test("the inbox begins with who waits, what is urgent first", () => {
  expect(queryOf({})).toEqual({ sort: "priority" });
});

test("filters narrow whatever view is chosen", () => {
  expect(queryOf({ view: "mine", site: "s", priority: "urgent" })).toEqual({ status: "escalated", assigned: "me", site: "s", priority: "urgent" });
  expect(queryOf({ view: "all", status: "closed", low: true, owed: true })).toEqual({ status: "closed", rating_max: 2, follow_up: 1 });
});

test("the view is no filter", () => {
  expect(narrowed({ view: "all" })).toBe(0);
  expect(narrowed({ view: "all", low: true, site: "s", owed: undefined })).toBe(2);
});
