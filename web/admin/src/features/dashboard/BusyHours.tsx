import { BarChart } from "@mantine/charts";
import { Select } from "@mantine/core";
import type { AnalyticsHour } from "@client/schema";
import { useState } from "react";
import { useTexts } from "@/app/language";
import { ChartCard, type Span } from "@/features/dashboard/ChartCard";
import { dashboardTexts } from "@/features/dashboard/texts";
import { useFormat } from "@/ui/format";

/** When conversations begin, on the site's clock: on all days, or on one day of the week. */
export function BusyHours({ hours, query }: { hours: AnalyticsHour[]; query: Span }) {
  const texts = useTexts(dashboardTexts);
  const format = useFormat();
  const [weekday, setWeekday] = useState<string | null>(null);
  const counts = Array.from({ length: 24 }, (_, hour) => ({
    hour: `${String(hour).padStart(2, "0")}:00`,
    conversations: hours.filter((h) => h.hour === hour && (weekday === null || h.weekday === Number(weekday))).reduce((sum, h) => sum + h.conversations, 0),
  }));
  return (
    <ChartCard
      title={texts.busyHours}
      empty={hours.length === 0}
      csv={{ ...query, table: "hours" }}
      rows={counts}
      rowKey={({ hour }) => hour}
      columns={[
        { header: texts.hour, cell: ({ hour }) => hour },
        { header: texts.conversations, number: true, cell: ({ conversations }) => format.number(conversations) },
      ]}
      controls={
        <Select
          aria-label={texts.weekday}
          placeholder={texts.allWeek}
          clearable
          data={texts.weekdays.map((label, i) => ({ value: String(i + 1), label }))}
          value={weekday}
          onChange={setWeekday}
        />
      }
    >
      <BarChart
        h={240} data={counts} dataKey="hour" barChartProps={{ accessibilityLayer: false }}
        series={[{ name: "conversations", label: texts.conversations, color: "orange.7" }]}
      />
    </ChartCard>
  );
}
