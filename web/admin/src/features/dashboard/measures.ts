import type { AnalyticsTotals } from "@client/schema";

/** The share of ended conversations in which no person was asked for; null without any. */
export const resolvedShare = ({ ended, ended_alone }: AnalyticsTotals): number | null => (ended > 0 ? ended_alone / ended : null);

export const ratingCount = ({ stars }: AnalyticsTotals): number => stars.reduce((sum, count) => sum + count, 0);

/** The average of all stars; null without ratings. */
export function ratingAverage(totals: AnalyticsTotals): number | null {
  const count = ratingCount(totals);
  return count > 0 ? totals.stars.reduce((sum, n, i) => sum + n * (i + 1), 0) / count : null;
}

/** The share of thumbs that are up; null without any. */
export const thumbsShare = ({ thumbs_up, thumbs_down }: AnalyticsTotals): number | null =>
  thumbs_up + thumbs_down > 0 ? thumbs_up / (thumbs_up + thumbs_down) : null;

export const escalationCount = ({ escalations }: AnalyticsTotals): number => escalations.reduce((sum, { count }) => sum + count, 0);

/** By how much something changed, as a share of what it was; null when that says nothing. */
export const change = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : now / before - 1;
