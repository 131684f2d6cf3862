import { useMemo } from "react";
import { useLanguage } from "@/app/language";

/** Returns what writes times and numbers as the user's language does, in the time zone of the browser. */
export function useFormat() {
  const [language] = useLanguage();
  return useMemo(() => {
    const locale = language === "en" ? "en-GB" : language;
    const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
    const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
    const dayMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
    const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
    const number = new Intl.NumberFormat(locale);
    const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "long" });
    return {
      dateTime: (at: string | Date) => dateTime.format(new Date(at)),
      date: (at: string | Date) => date.format(new Date(at)),
      /** Of a date without a time, such as "2026-03-31". */
      day: (date: string) => day.format(new Date(date)),
      dayMonth: (date: string) => dayMonth.format(new Date(date)),
      time: (at: string | Date) => time.format(new Date(at)),
      number: (value: number) => number.format(value),
      /** Small amounts keep what would be rounded away. */
      money: (amount: number, currency: string) =>
        new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: amount !== 0 && Math.abs(amount) < 1 ? 4 : 2 }).format(amount),
      /** Of a share between 0 and 1. */
      percent: (share: number) => percent.format(share),
      /** "3 minutes ago"; now is in milliseconds. */
      ago: (at: string | Date, now: number) => relative.format(...since(new Date(at).getTime() - now)),
    };
  }, [language]);
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];

function since(milliseconds: number): [number, Intl.RelativeTimeFormatUnit] {
  const [unit, length] = units.find(([, length]) => Math.abs(milliseconds) >= length) ?? ["second", 1000];
  return [Math.trunc(milliseconds / length), unit];
}
