import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { useLanguage, useTexts } from "@/app/language";
import { inboxTexts } from "@/features/inbox/texts";
import { useFormat } from "@/ui/format";

const sizes: [unit: string, milliseconds: number][] = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];

/** How long a visitor has waited, kept true. */
export function Waiting({ since }: { since: string }) {
  const texts = useTexts(inboxTexts);
  const [language] = useLanguage();
  const format = useFormat();
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 10_000, { autoInvoke: true });
  const waited = Math.max(now - Date.parse(since), 0);
  const [unit, size] = sizes.find(([, size]) => waited >= size) ?? ["minute", 60_000];
  const length = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(Math.floor(waited / size));
  return <time dateTime={since} title={format.dateTime(since)}>{texts.waitsFor(waited < 60_000 ? `< ${length.replace("0", "1")}` : length)}</time>;
}
