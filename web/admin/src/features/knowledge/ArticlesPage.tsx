import { Badge, Group, Stack, Text } from "@mantine/core";
import type { Article } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { ArticleFilters } from "@/features/knowledge/ArticleFilters";
import { IndexState } from "@/features/knowledge/IndexState";
import { isIndexing, useArticles, useKnowledgeBase } from "@/features/knowledge/queries";
import { StatusBadge } from "@/features/knowledge/StatusBadge";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink, ButtonLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/sites/$site/knowledge");

/** The articles of a site, the last changed first. */
export function ArticlesPage() {
  const texts = useTexts(knowledgeTexts);
  const { site } = route.useParams();
  const filter = route.useSearch();
  const writes = useRole("admin", "agent");
  const list = useArticles(site, filter);
  const write = writes && <ButtonLink to="/sites/$site/knowledge/new" params={{ site }}>{texts.write}</ButtonLink>;
  return (
    <Page title={texts.title} description={texts.description} actions={write}>
      <IndexState site={site} />
      <ArticleFilters site={site} />
      <CursorTable
        label={texts.title}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.article, cell: (article) => <Name site={site} article={article} /> },
          { header: texts.status, width: 130, cell: ({ status }) => <StatusBadge status={status} /> },
          { header: texts.language, width: 90, cell: ({ language }) => language },
          { header: texts.changed, width: 170, cell: (article) => <Changed {...article} /> },
          { header: texts.index, width: 140, cell: (article) => <Indexed site={site} article={article} /> },
        ]}
        empty={
          Object.values(filter).some(Boolean)
            ? <Empty title={texts.noneFound}>{texts.noneFoundText}</Empty>
            : <Empty title={texts.none} action={write}>{texts.noneText}</Empty>
        }
      />
    </Page>
  );
}

function Name({ site, article }: { site: string; article: Article }) {
  return (
    <Stack gap={4} align="start">
      <AnchorLink to="/sites/$site/knowledge/$article" params={{ site, article: article.id }}><span dir="auto">{article.title}</span></AnchorLink>
      <Group gap={4}>
        {article.tags.map((tag) => <Badge key={tag} size="sm" variant="default">{tag}</Badge>)}
      </Group>
    </Stack>
  );
}

function Changed({ updated_at, updated_by }: Article) {
  const texts = useTexts(knowledgeTexts);
  return (
    <>
      <TimeAgo at={updated_at} />
      {updated_by && <Text size="xs" c="dimmed">{texts.by(updated_by)}</Text>}
    </>
  );
}

function Indexed({ site, article: { index } }: { site: string; article: Article }) {
  const texts = useTexts(knowledgeTexts);
  const format = useFormat();
  const indexing = isIndexing(useKnowledgeBase(site).data);
  if (!index) return <Text size="sm" c="dimmed">{texts.notIndexed}</Text>;
  const done = !indexing || index.embedded >= index.chunks;
  return <Text size="sm">{done ? texts.articleIndexed : texts.articleIndexing(format.number(index.embedded), format.number(index.chunks))}</Text>;
}
