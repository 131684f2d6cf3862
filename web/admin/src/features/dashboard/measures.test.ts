import type { AnalyticsTotals } from "@client/schema";
import { expect, test } from "vitest";
import { change, escalationCount, ratingAverage, resolvedShare, thumbsShare } from "@/features/dashboard/measures";

const none: AnalyticsTotals = {
  conversations: 0, ended: 0, ended_alone: 0, escalations: [], answers: { count: 0, p50_ms: null, p95_ms: null },
  first_replies: { count: 0, p50_ms: null, p95_ms: null }, stars: [0, 0, 0, 0, 0], thumbs_up: 0, thumbs_down: 0,
  input_tokens: 0, output_tokens: 0, costs: [],
};

test("nothing has no share and no average", () => {
  expect([resolvedShare(none), ratingAverage(none), thumbsShare(none), escalationCount(none)]).toEqual([null, null, null, 0]);
});

test("shares and averages are of what there was", () => {
  const some = { ...none, ended: 4, ended_alone: 3, stars: [1, 0, 0, 0, 3], thumbs_up: 1, thumbs_down: 3, escalations: [{ reason: "keyword" as const, count: 2 }] };
  expect([resolvedShare(some), ratingAverage(some), thumbsShare(some), escalationCount(some)]).toEqual([0.75, 4, 0.25, 2]);
});

test("a change is told where there was something before", () => {
  expect([change(3, 2), change(1, 2), change(1, 0), change(null, 1), change(1, null)]).toEqual([0.5, -0.5, null, null, null]);
});
