import { Button, Group, Select } from "@mantine/core";
import type { ArticleStatus, LabelCount } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useTexts } from "@/app/language";
import { useKnowledgeBase } from "@/features/knowledge/queries";
import type { ArticleFilter } from "@/features/knowledge/routes";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useFormat } from "@/ui/format";
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
  const counted = ({ label, articles }: LabelCount) => ({ value: label, label: texts.counted(label, format.number(articles)) });
  return (
    <Group align="end" role="search">
      <SearchField label={texts.words} value={filter.words} onSearch={(words) => narrow({ words })} />
      <Select
        label={texts.status}
        clearable
        w={190}
        data={Object.entries(texts.statuses).map(([value, label]) => ({
          value, label: statuses ? texts.counted(label, format.number(statuses[value as ArticleStatus])) : label,
        }))}
        value={filter.status ?? null}
        onChange={(status) => narrow({ status: (status as ArticleStatus | null) ?? undefined })}
      />
      <Select label={texts.language} clearable w={130} data={languages.map(counted)} value={filter.language ?? null} onChange={(language) => narrow({ language: language ?? undefined })} />
      <Select label={texts.tag} clearable searchable w={190} data={tags.map(counted)} value={filter.tag ?? null} onChange={(tag) => narrow({ tag: tag ?? undefined })} />
      {Object.values(filter).some(Boolean) && <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>{texts.all}</Button>}
    </Group>
  );
}
