/** A range of days, both included, as the API writes them. It stands in the address. */
export interface Range {
  from: string;
  to: string;
}

const isDay = (text: unknown): text is string => typeof text === "string" && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The day of a moment, where the browser is. */
function dayOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The last days, today included. */
export function lastDays(count: number, today = new Date()): Range {
  const from = new Date(today);
  from.setDate(from.getDate() - (count - 1));
  return { from: dayOf(from), to: dayOf(today) };
}

/** How many days a range has. */
export const lengthOf = ({ from, to }: Range): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

/** The longest range that the API counts. */
export const longest = 366;

/** Tells whether the API counts a range. */
export const isPossible = (range: Range): boolean => lengthOf(range) >= 1 && lengthOf(range) <= longest;

/** Reads a range from an address; undefined, for the last 30 days, when there is none that is possible. */
export function rangeOf({ from, to }: { from?: unknown; to?: unknown }): Range | undefined {
  return isDay(from) && isDay(to) && isPossible({ from, to }) ? { from, to } : undefined;
}
