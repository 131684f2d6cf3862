import type { BusinessHours } from "@client/schema";

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof days)[number];

/** Writes a day's spans: "09:00-12:30, 13:00-17:00". */
export const writeSpans = (spans: string[][] = []): string => spans.map((span) => span.join("-")).join(", ");

/** Reads what writeSpans wrote; a person may leave out zeros and write dots. Null for anything else. */
export function readSpans(text: string): string[][] | null {
  const spans: string[][] = [];
  for (const part of text.split(",").map((part) => part.trim()).filter(Boolean)) {
    const times = /^(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?$/.exec(part);
    if (!times) return null;
    const [, fromHour, fromMinute = "00", toHour, toMinute = "00"] = times;
    spans.push([`${fromHour!.padStart(2, "0")}:${fromMinute}`, `${toHour!.padStart(2, "0")}:${toMinute}`]);
  }
  return spans;
}

/** The hours of an office in the browser's time zone, to begin with. */
export const officeHours = (): BusinessHours => ({
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  days: Object.fromEntries(days.slice(0, 5).map((day) => [day, [["09:00", "17:00"]]])),
});
