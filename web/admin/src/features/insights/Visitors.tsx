import { Checkbox, Group, Stack, Title } from "@mantine/core";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import type { InsightsFilter } from "@/features/insights/routes";
import { insightsTexts } from "@/features/insights/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink } from "@/ui/links";
import { SearchField } from "@/ui/SearchField";
import type { Range } from "@/ui/range";
import { TimeAgo } from "@/ui/TimeAgo";

interface Props {
  filter: InsightsFilter;
  range: Range;
  narrow: (change: InsightsFilter) => void;
}

/** The visitors, last seen first. */
export function Visitors({ filter, range, narrow }: Props) {
  const texts = useTexts(insightsTexts);
  const format = useFormat();
  const { site, identified, converted, page: opened } = filter;
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/visitors", { params: { query: { site, identified, converted, page: opened } } }, cursorPages));
  return (
    <Stack role="group" gap="xs" aria-label={texts.visitors}>
      <Title order={2} size="h3">{texts.visitors}</Title>
      <Group align="end">
        <SearchField label={texts.openedPage} value={opened} onSearch={(page) => narrow({ page })} />
        <Checkbox mb={8} label={texts.onlyKnown} checked={identified === 1} onChange={(event) => narrow({ identified: event.currentTarget.checked ? 1 : undefined })} />
        <Checkbox mb={8} label={texts.onlyConverted} checked={converted === 1} onChange={(event) => narrow({ converted: event.currentTarget.checked ? 1 : undefined })} />
      </Group>
      <CursorTable
        label={texts.visitors}
        list={list}
        rowKey={({ id, site }) => `${site.id} ${id}`}
        columns={[
          {
            header: texts.visitor,
            cell: (visitor) => (
              <AnchorLink to="/insights/visitors/$visitor" params={{ visitor: visitor.id }} search={{ site: visitor.site.id, ...range }}>
                {visitor.name ?? visitor.email ?? texts.unknown(visitor.id)}
              </AnchorLink>
            ),
          },
          { header: texts.site, cell: ({ site }) => site.name },
          { header: texts.lastSeen, width: 160, cell: ({ last_seen_at }) => <TimeAgo at={last_seen_at} /> },
          { header: texts.lastPage, cell: ({ last_page }) => <span className="wrap">{last_page}</span> },
          { header: texts.sessions, cell: ({ conversations }) => format.number(conversations) },
          { header: texts.visits, cell: ({ visits }) => format.number(visits) },
          { header: texts.conversions, cell: ({ conversions }) => format.number(conversions) },
        ]}
        empty={<Empty title={texts.noVisitors}>{texts.noVisitorsText}</Empty>}
      />
    </Stack>
  );
}
