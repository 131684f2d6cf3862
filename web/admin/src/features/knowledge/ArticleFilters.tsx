import { Button, Group } from "@mantine/core";
import type { ArticleStatus, LabelCount } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useTexts } from "@/app/language";
import { useKnowledgeBase } from "@/features/knowledge/queries";
import type { ArticleFilter } from "@/features/knowledge/routes";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useFormat } from "@/ui/format";
import { FilterSelect } from "@/ui/FilterSelect";
import { SearchField } from "@/ui/SearchField";

const route = getRouteApi("/panel/sites/$site/knowledge");

/** Narrows the list of articles. */
export function ArticleFilters({ site }: { site: string }) {
  const texts = useTexts(knowledgeTexts);
  const format = useFormat();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { statuses, languages = [], tags = [] } = useKnowledgeBase(site).data ?? {};
  const narrow = (change: ArticleFilter) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const counted = (name: string, articles: number) => texts.counted(name, format.number(articles));
  const namesOf = (labels: LabelCount[]) => Object.fromEntries(labels.map(({ label, articles }) => [label, counted(label, articles)]));
  const statusNames = { ...texts.statuses };
  for (const status in statuses) statusNames[status as ArticleStatus] = counted(texts.statuses[status as ArticleStatus], statuses[status as ArticleStatus]);
  return (
    <Group align="end" role="search">
      <SearchField label={texts.words} value={filter.words} onSearch={(words) => narrow({ words })} />
      <FilterSelect label={texts.status} w={190} names={statusNames} value={filter.status} onChange={(status) => narrow({ status })} />
      <FilterSelect label={texts.language} w={130} names={namesOf(languages)} value={filter.language} onChange={(language) => narrow({ language })} />
      <FilterSelect label={texts.tag} searchable w={190} names={namesOf(tags)} value={filter.tag} onChange={(tag) => narrow({ tag })} />
      {Object.values(filter).some(Boolean) && <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>{texts.all}</Button>}
    </Group>
  );
}
