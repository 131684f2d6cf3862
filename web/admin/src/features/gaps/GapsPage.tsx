import { Group, Select, Switch } from "@mantine/core";
import type { Gap } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { GapActions } from "@/features/gaps/GapActions";
import { Question } from "@/features/gaps/Question";
import type { GapFilter } from "@/features/gaps/routes";
import { gapsTexts } from "@/features/gaps/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { FilterSelect } from "@/ui/FilterSelect";
import { useFormat } from "@/ui/format";
import { Page } from "@/ui/Page";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/sites/$site/gaps");
const periods = [7, 30, 90, 365];
const usualPeriod = 30;
const day = 86_400_000; // ms

/** What the articles of a site do not answer well, the most frequent first. */
export function GapsPage() {
  const texts = useTexts(gapsTexts);
  const format = useFormat();
  const { site } = route.useParams();
  const { days = usualPeriod, cause, dismissed } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: GapFilter) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const from = useMemo(() => new Date(Date.now() - days * day).toISOString(), [days]);
  const list = useRows(
    api.useInfiniteQuery("get", "/api/admin/sites/{id}/gaps", { params: { path: { id: site }, query: { from, cause, dismissed } } }, cursorPages),
  );
  return (
    <Page title={texts.title} description={texts.description}>
      <Group align="end">
        <Select
          label={texts.period}
          allowDeselect={false}
          w={150}
          data={periods.map((n) => ({ value: String(n), label: texts.days(n) }))}
          value={String(days)}
          onChange={(days) => narrow({ days: Number(days) })}
        />
        <FilterSelect label={texts.cause} w={190} names={texts.causes} value={cause} onChange={(cause) => narrow({ cause })} />
        <Switch label={texts.dismissed} pb={8} checked={dismissed === 1} onChange={({ currentTarget: { checked } }) => narrow({ dismissed: checked ? 1 : undefined })} />
      </Group>
      <CursorTable<Gap>
        label={texts.title}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.question, cell: (gap) => <Question {...gap} /> },
          { header: texts.asked, width: 90, cell: ({ count }) => texts.times(format.number(count)) },
          { header: texts.conversations, width: 130, cell: ({ conversations }) => format.number(conversations) },
          { header: texts.last, width: 130, cell: ({ last_asked_at }) => <TimeAgo at={last_asked_at} /> },
          { header: texts.act, width: 200, cell: (gap) => <GapActions site={site} gap={gap} /> },
        ]}
        empty={dismissed ? <Empty title={texts.noneDismissed} /> : <Empty title={texts.none}>{texts.noneText}</Empty>}
      />
    </Page>
  );
}
