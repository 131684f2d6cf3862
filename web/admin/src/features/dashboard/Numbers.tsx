import type { Analytics, AnalyticsTotals } from "@client/schema";
import { useTexts } from "@/app/language";
import { change, escalationCount, ratingAverage, ratingCount, resolvedShare, thumbsShare } from "@/features/dashboard/measures";
import { dashboardTexts } from "@/features/dashboard/texts";
import { Facts } from "@/ui/Facts";
import { useFormat } from "@/ui/format";

/** The sums of the range, each with how it was before. */
export function Numbers({ totals, earlier }: Analytics) {
  const texts = useTexts(dashboardTexts);
  const format = useFormat();
  const none = "–";
  const compared = (measure: (of: AnalyticsTotals) => number | null, write: (value: number) => string) => {
    const [now, before] = [measure(totals), measure(earlier)];
    const grown = change(now, before);
    const note = before === null ? texts.noneBefore : texts.before(write(before), grown === null ? "" : `${grown > 0 ? "+" : ""}${format.percent(grown)}`);
    return { value: now === null ? none : write(now), note };
  };
  const duration = (ms: number) => texts.duration(ms, format.number);
  return (
    <Facts
      label={texts.title}
      facts={[
        { label: texts.conversations, ...compared((of) => of.conversations, format.number) },
        { label: texts.resolved, ...compared(resolvedShare, format.percent) },
        { label: texts.escalations, ...compared(escalationCount, format.number) },
        { label: texts.rating(ratingCount(totals)), ...compared(ratingAverage, (value) => format.number(Math.round(value * 100) / 100)) },
        { label: texts.thumbs, ...compared(thumbsShare, format.percent) },
        { label: texts.answerHalf, ...compared((of) => of.answers.p50_ms, duration) },
        { label: texts.answerMost, ...compared((of) => of.answers.p95_ms, duration) },
        { label: texts.replyHalf, ...compared((of) => of.first_replies.p50_ms, duration) },
        { label: texts.replyMost, ...compared((of) => of.first_replies.p95_ms, duration) },
        { label: texts.tokens, ...compared((of) => of.input_tokens + of.output_tokens, format.number) },
        ...totals.costs.map(({ currency, amount }) => ({ label: texts.cost, value: format.money(amount, currency), note: texts.costNote })),
      ]}
    />
  );
}
