import { Group, SimpleGrid, Stack, Title } from "@mantine/core";
import type { Insights } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { minutesOf } from "@/features/insights/minutes";
import type { InsightsFilter } from "@/features/insights/routes";
import { insightsTexts } from "@/features/insights/texts";
import { Visitors } from "@/features/insights/Visitors";
import { DownloadLink } from "@/ui/DownloadLink";
import { Empty } from "@/ui/Empty";
import { Facts } from "@/ui/Facts";
import { useFormat } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { PlainTable } from "@/ui/PlainTable";
import { lastDays, type Range, rangeOf } from "@/ui/range";
import { RangePicker } from "@/ui/RangePicker";
import { SiteFilter } from "@/ui/SitePicker";

const route = getRouteApi("/panel/insights");

/** What visitors did in a range of days, in sum, and the visitors themselves. */
export function InsightsPage() {
  const texts = useTexts(insightsTexts);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: InsightsFilter) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true });
  const range = rangeOf(filter) ?? lastDays(30);
  const query = { ...range, ...(filter.site && { site: filter.site }) };
  const sums = api.useQuery("get", "/api/admin/insights", { params: { query } });
  return (
    <Page title={texts.title} description={texts.description}>
      <Group align="end">
        <SiteFilter label={texts.site} value={filter.site} onChange={(site) => narrow({ site })} />
        <RangePicker value={range} onChange={narrow} />
      </Group>
      <Loaded query={sums}>{(insights) => <Sums insights={insights} query={query} />}</Loaded>
      <Visitors filter={filter} range={range} narrow={narrow} />
    </Page>
  );
}

function Sums({ insights, query }: { insights: Insights; query: Range & { site?: string } }) {
  const texts = useTexts(insightsTexts);
  const format = useFormat();
  return (
    <>
      <Facts
        label={texts.title}
        facts={[
          { label: texts.newVisitors, value: format.number(insights.new_visitors) },
          { label: texts.sessions, value: format.number(insights.conversations) },
          { label: texts.visits, value: format.number(insights.visits), note: texts.minutes(format.number(minutesOf(insights.seconds))) },
          { label: texts.conversions, value: format.number(insights.conversions.reduce((sum, { count }) => sum + count, 0)) },
        ]}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Part title={texts.pages} table="pages" query={query} empty={insights.pages.length === 0}>
          <PlainTable
            label={texts.pages}
            rows={insights.pages}
            rowKey={({ page_url }) => page_url}
            columns={[
              { header: texts.page, cell: ({ page_url }) => <span className="wrap">{page_url}</span> },
              { header: texts.visits, number: true, cell: ({ visits }) => format.number(visits) },
              { header: texts.timeOnPage, number: true, cell: ({ seconds }) => texts.minutes(format.number(minutesOf(seconds))) },
            ]}
          />
        </Part>
        <Part title={texts.interests} table="interests" query={query} empty={insights.interests.length === 0}>
          <PlainTable
            label={texts.interests}
            rows={insights.interests}
            rowKey={({ topic }) => topic}
            columns={[
              { header: texts.topic, cell: ({ topic }) => topic },
              { header: texts.times, number: true, cell: ({ count }) => format.number(count) },
            ]}
          />
        </Part>
        <Part title={texts.conversions} table="conversions" query={query} empty={insights.conversions.length === 0}>
          <PlainTable
            label={texts.conversions}
            rows={insights.conversions}
            rowKey={({ name, currency }) => `${name} ${currency}`}
            columns={[
              { header: texts.conversion, cell: ({ name }) => name },
              { header: texts.times, number: true, cell: ({ count }) => format.number(count) },
              { header: texts.value, number: true, cell: ({ value, currency }) => currency && format.money(value, currency) },
            ]}
          />
        </Part>
      </SimpleGrid>
    </>
  );
}

interface PartProps {
  title: string;
  table: "pages" | "interests" | "conversions";
  query: Range & { site?: string };
  empty: boolean;
  children: ReactNode;
}

function Part({ title, table, query, empty, children }: PartProps) {
  const texts = useTexts(insightsTexts);
  return (
    <Stack role="group" gap="xs" aria-label={title}>
      <Group justify="space-between">
        <Title order={2} size="h3">{title}</Title>
        {!empty && <DownloadLink path="/api/admin/insights/csv" query={{ ...query, table }}>{texts.csv}</DownloadLink>}
      </Group>
      {empty ? <Empty title={texts.nothing}>{texts.nothingText[table]}</Empty> : children}
    </Stack>
  );
}
