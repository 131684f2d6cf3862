import { Text, Title } from "@mantine/core";
import type { Import } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { GuideLink } from "@/features/imports/GuideLink";
import { NewImport } from "@/features/imports/NewImport";
import { doneOf, goesOn } from "@/features/imports/queries";
import { StateBadge } from "@/features/imports/StateBadge";
import { importsTexts, nameOf } from "@/features/imports/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/sites/$site/imports");
const pollEvery = 3000; // ms, while an import goes on

/** Begins imports, and lists those that there were. */
export function ImportsPage() {
  const texts = useTexts(importsTexts);
  const { site } = route.useParams();
  const { guide } = route.useSearch();
  const navigate = route.useNavigate();
  const format = useFormat();
  const writes = useRole("admin", "agent");
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/sites/{id}/imports", { params: { path: { id: site } } }, {
    ...cursorPages,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.data.some(goesOn)) ? pollEvery : false),
  }));
  return (
    <Page title={texts.title} description={texts.description} actions={guide && <GuideLink site={site} />}>
      {writes && (
        <NewImport
          site={site}
          status={guide ? "published" : "draft"}
          onStarted={({ id }) => void navigate({ to: "/sites/$site/imports/$import", params: { site, import: id }, search: { guide } })}
        />
      )}
      <Title order={2} size="h4">{texts.list}</Title>
      <CursorTable
        label={texts.list}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.what, cell: (one) => <What site={site} one={one} guide={guide} /> },
          { header: texts.documents, width: 200, cell: (one) => texts.progress(format.number(doneOf(one)), format.number(one.documents)) },
          { header: texts.state, width: 140, cell: ({ state }) => <StateBadge state={state} /> },
          { header: texts.when, width: 170, cell: ({ created_at }) => <TimeAgo at={created_at} /> },
        ]}
        empty={<Empty title={texts.none}>{texts.noneText}</Empty>}
      />
    </Page>
  );
}

function What({ site, one, guide }: { site: string; one: Import; guide?: true }) {
  const texts = useTexts(importsTexts);
  return (
    <>
      <AnchorLink to="/sites/$site/imports/$import" params={{ site, import: one.id }} search={{ guide }}>{nameOf(one, texts)}</AnchorLink>
      {one.user && <Text size="xs" c="dimmed">{texts.by(one.user.name)}</Text>}
    </>
  );
}
