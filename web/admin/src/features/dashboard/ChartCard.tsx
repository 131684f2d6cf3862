import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "@/app/language";
import { dashboardTexts } from "@/features/dashboard/texts";
import { DownloadLink } from "@/ui/DownloadLink";
import { PlainTable } from "@/ui/PlainTable";

/** Of which site and days numbers are. */
export interface Span {
  site?: string;
  from: string;
  to: string;
}

type Table<Row> = Omit<Parameters<typeof PlainTable<Row>>[0], "label">;

interface Props<Row> extends Table<Row> {
  title: string;
  empty: boolean;
  /** Which file has the numbers. */
  csv: Span & { table: string };
  /** What chooses what the chart shows. */
  controls?: ReactNode;
  children: ReactNode;
}

/** A chart with its numbers: as a table for everybody, and as a file. */
export function ChartCard<Row>({ title, empty, csv, controls, children, ...table }: Props<Row>) {
  const texts = useTexts(dashboardTexts);
  return (
    <Paper role="group" withBorder p="md" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4">{title}</Title>
          {!empty && <DownloadLink path="/api/admin/analytics/csv" query={{ ...csv }}>{texts.csv}</DownloadLink>}
        </Group>
        {empty ? <Text c="dimmed">{texts.nothing}</Text> : (
          <>
            {controls}
            <div aria-hidden>{children}</div>
            <details>
              <summary>{texts.asTable}</summary>
              <PlainTable label={title} {...table} />
            </details>
          </>
        )}
      </Stack>
    </Paper>
  );
}
