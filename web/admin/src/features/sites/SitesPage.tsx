import { Badge, Text } from "@mantine/core";
import type { Site } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useLanguage, useTexts } from "@/app/language";
import { languageName } from "@/features/sites/languages";
import { sitesTexts } from "@/features/sites/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink, ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/sites");

/** All sites by name, and where to make another one. */
export function SitesPage() {
  const texts = useTexts(sitesTexts);
  const [language] = useLanguage();
  const format = useFormat();
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/sites", { params: { query: { q } } }, cursorPages));
  return (
    <Page title={texts.title} description={texts.description} actions={<ButtonLink to="/start">{texts.newSite}</ButtonLink>}>
      <SearchField label={texts.search} placeholder={texts.searchHint} maw={320} value={q} onSearch={(q) => void navigate({ search: { q }, replace: true })} />
      <CursorTable
        label={texts.title}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.name, cell: ({ id, name }) => <AnchorLink to="/sites/$site/general" params={{ site: id }}>{name}</AnchorLink> },
          { header: texts.language, cell: (site) => languageName(site.language, language) },
          { header: texts.widget, cell: (site) => <WidgetSeen site={site} /> },
          { header: texts.created, cell: ({ created_at }) => format.date(created_at) },
        ]}
        empty={q
          ? <Empty title={texts.noneFound}>{texts.noneFoundText}</Empty>
          : <Empty title={texts.none} action={<ButtonLink to="/start">{texts.begin}</ButtonLink>}>{texts.noneText}</Empty>}
      />
    </Page>
  );
}

function WidgetSeen({ site }: { site: Site }) {
  const texts = useTexts(sitesTexts);
  if (!site.widget_seen_at) return <Badge variant="default">{texts.notSeen}</Badge>;
  return <Text size="sm">{texts.seen} <TimeAgo at={site.widget_seen_at} /></Text>;
}
