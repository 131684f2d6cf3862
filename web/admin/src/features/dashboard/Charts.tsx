import "@mantine/charts/styles.css";
import { BarChart, LineChart } from "@mantine/charts";
import { SimpleGrid } from "@mantine/core";
import type { Analytics } from "@client/schema";
import { useTexts } from "@/app/language";
import { BusyHours } from "@/features/dashboard/BusyHours";
import { ChartCard, type Span } from "@/features/dashboard/ChartCard";
import { dashboardTexts } from "@/features/dashboard/texts";
import { useFormat } from "@/ui/format";

const height = 240;
// The table beside a chart says the same to those who do not see it.
const unfocused = { accessibilityLayer: false };

/** The charts. They come by themselves, after the numbers. */
export default function Charts({ analytics, query }: { analytics: Analytics; query: Span }) {
  const texts = useTexts(dashboardTexts);
  const format = useFormat();
  const { days, totals } = analytics;
  const data = days.map((day) => ({ ...day, with_person: day.ended - day.ended_alone, label: format.dayMonth(day.day) }));
  const day = { header: texts.day, cell: (row: (typeof data)[number]) => format.day(row.day) };
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <ChartCard
        title={texts.perDay}
        empty={totals.conversations === 0}
        csv={{ ...query, table: "days" }}
        rows={data}
        rowKey={(row) => row.day}
        columns={[
          day,
          { header: texts.conversations, number: true, cell: (row) => format.number(row.conversations) },
          { header: texts.alone, number: true, cell: (row) => format.number(row.ended_alone) },
          { header: texts.withPerson, number: true, cell: (row) => format.number(row.with_person) },
        ]}
      >
        <LineChart
          h={height} data={data} dataKey="label" withDots={days.length < 40} withLegend curveType="linear" lineChartProps={unfocused}
          series={[
            { name: "conversations", label: texts.conversations, color: "orange.7" },
            { name: "ended_alone", label: texts.alone, color: "teal.7" },
            { name: "with_person", label: texts.withPerson, color: "indigo.5" },
          ]}
        />
      </ChartCard>
      <ChartCard
        title={texts.byReason}
        empty={totals.escalations.length === 0}
        csv={{ ...query, table: "reasons" }}
        rows={totals.escalations}
        rowKey={({ reason }) => reason}
        columns={[
          { header: texts.reason, cell: ({ reason }) => texts.reasons[reason] },
          { header: texts.times, number: true, cell: ({ count }) => format.number(count) },
        ]}
      >
        <BarChart
          h={height} orientation="vertical" yAxisProps={{ width: 150 }} maxBarWidth={32} dataKey="label" barChartProps={unfocused}
          data={totals.escalations.map(({ reason, count }) => ({ label: texts.reasons[reason], count }))}
          series={[{ name: "count", label: texts.times, color: "orange.7" }]}
        />
      </ChartCard>
      <ChartCard
        title={texts.ratings}
        empty={totals.stars.every((count) => count === 0)}
        csv={{ ...query, table: "days" }}
        rows={data}
        rowKey={(row) => row.day}
        columns={[
          day,
          { header: texts.average, number: true, cell: (row) => row.rating_average !== null && format.number(row.rating_average) },
          { header: texts.ratings, number: true, cell: (row) => format.number(row.ratings) },
        ]}
      >
        <LineChart
          h={height} data={data} dataKey="label" connectNulls curveType="linear" withDots={days.length < 40} lineChartProps={unfocused}
          yAxisProps={{ domain: [1, 5], ticks: [1, 2, 3, 4, 5] }}
          series={[{ name: "rating_average", label: texts.average, color: "orange.7" }]}
        />
      </ChartCard>
      <ChartCard
        title={texts.thumbsPerDay}
        empty={totals.thumbs_up + totals.thumbs_down === 0}
        csv={{ ...query, table: "days" }}
        rows={data}
        rowKey={(row) => row.day}
        columns={[
          day,
          { header: texts.up, number: true, cell: (row) => format.number(row.thumbs_up) },
          { header: texts.down, number: true, cell: (row) => format.number(row.thumbs_down) },
        ]}
      >
        <BarChart
          h={height} type="stacked" maxBarWidth={32} data={data} dataKey="label" withLegend barChartProps={unfocused}
          series={[{ name: "thumbs_up", label: texts.up, color: "teal.7" }, { name: "thumbs_down", label: texts.down, color: "red.7" }]}
        />
      </ChartCard>
      <BusyHours hours={analytics.hours} query={query} />
    </SimpleGrid>
  );
}
