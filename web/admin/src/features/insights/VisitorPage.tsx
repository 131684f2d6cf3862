import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { VisitorProfile } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { minutesOf } from "@/features/insights/minutes";
import { insightsTexts } from "@/features/insights/texts";
import { ConversationLink } from "@/ui/ConversationLink";
import { Facts } from "@/ui/Facts";
import { useFormat } from "@/ui/format";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { PlainTable } from "@/ui/PlainTable";
import { lastDays, rangeOf } from "@/ui/range";
import { RangePicker } from "@/ui/RangePicker";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/insights/visitors/$visitor");

/** One visitor: pages, interests, conversions and conversations in a range of days. */
export function VisitorPage() {
  const { visitor: id } = route.useParams();
  const { site, ...days } = route.useSearch();
  const navigate = route.useNavigate();
  const range = rangeOf(days) ?? lastDays(30);
  const query = api.useQuery("get", "/api/admin/visitors/{id}", { params: { path: { id }, query: { site, ...range } } });
  const picker = <RangePicker value={range} onChange={(chosen) => void navigate({ search: (previous) => ({ ...previous, ...chosen }), replace: true })} />;
  return <Loaded query={query}>{(profile) => <Profile {...profile} picker={picker} />}</Loaded>;
}

function Profile({ visitor, pages, interests, visits, conversions, conversations, picker }: VisitorProfile & { picker: ReactNode }) {
  const texts = useTexts(insightsTexts);
  const format = useFormat();
  return (
    <Page title={visitor.name ?? visitor.email ?? texts.unknown(visitor.id)} description={visitor.site.name}>
      <Group>{picker}</Group>
      <Facts
        label={texts.visitor}
        facts={[
          { label: texts.email, value: <Text inherit size="md" className="wrap">{visitor.email ?? "–"}</Text>, note: visitor.email && (visitor.verified ? texts.signed : texts.typed) },
          { label: texts.firstSeen, value: <Text inherit size="md"><TimeAgo at={visitor.first_seen_at} /></Text> },
          { label: texts.lastSeen, value: <Text inherit size="md"><TimeAgo at={visitor.last_seen_at} /></Text> },
        ]}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Part title={texts.pages} count={pages.length}>
          <PlainTable
            label={texts.pages}
            rows={pages}
            rowKey={({ page_url }) => page_url}
            columns={[
              { header: texts.page, cell: ({ title, page_url }) => <span className="wrap" title={page_url}>{title || page_url}</span> },
              { header: texts.visits, number: true, cell: (page) => format.number(page.visits) },
              { header: texts.timeOnPage, number: true, cell: ({ seconds }) => texts.minutes(format.number(minutesOf(seconds))) },
            ]}
          />
        </Part>
        <Part title={texts.interests} count={interests.length}>
          <PlainTable
            label={texts.interests}
            rows={interests}
            rowKey={({ topic }) => topic}
            columns={[
              { header: texts.topic, cell: ({ topic }) => topic },
              { header: texts.times, number: true, cell: ({ count }) => format.number(count) },
            ]}
          />
        </Part>
        <Part title={texts.sessions} count={conversations.length}>
          <PlainTable
            label={texts.sessions}
            rows={conversations}
            rowKey={({ id }) => id}
            columns={[{ header: texts.began, cell: ({ id, created_at }) => <ConversationLink id={id}>{format.dateTime(created_at)}</ConversationLink> }]}
          />
        </Part>
        <Part title={texts.conversions} count={conversions.length}>
          <PlainTable
            label={texts.conversions}
            rows={conversions}
            rowKey={({ id }) => id}
            columns={[
              { header: texts.conversion, cell: ({ name }) => name },
              { header: texts.when, cell: ({ created_at }) => format.dateTime(created_at) },
              { header: texts.value, number: true, cell: ({ value, currency }) => value != null && currency && format.money(value, currency) },
            ]}
          />
        </Part>
      </SimpleGrid>
      <Part title={texts.way} count={visits.length}>
        <PlainTable
          label={texts.way}
          rows={visits}
          rowKey={({ id }) => id}
          columns={[
            { header: texts.when, cell: ({ started_at }) => format.dateTime(started_at) },
            { header: texts.page, cell: ({ page_url }) => <span className="wrap">{page_url}</span> },
            { header: texts.cameFrom, cell: ({ referrer }) => <span className="wrap">{referrer}</span> },
          ]}
        />
      </Part>
    </Page>
  );
}

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  const texts = useTexts(insightsTexts);
  return (
    <Stack role="group" gap="xs" aria-label={title}>
      <Title order={2} size="h3">{title}</Title>
      {count > 0 ? children : <Text c="dimmed">{texts.nothing}</Text>}
    </Stack>
  );
}
