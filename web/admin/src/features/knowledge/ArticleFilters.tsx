import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { ArticleStatus, LabelCount } from "@client/schema";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "@/app/language";
import { useKnowledgeBase } from "@/features/knowledge/queries";
import type { ArticleFilter } from "@/features/knowledge/routes";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useFormat } from "@/ui/format";

const route = getRouteApi("/panel/sites/$site/knowledge");
const typingPause = 300; // ms

/** Narrows the list of articles. */
export function ArticleFilters({ site }: { site: string }) {
  const texts = useTexts(knowledgeTexts);
  const format = useFormat();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { statuses, languages = [], tags = [] } = useKnowledgeBase(site).data ?? {};
  const narrow = (change: ArticleFilter) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const counted = ({ label, articles }: LabelCount) => ({ value: label, label: texts.counted(label, format.number(articles)) });
  const [words, setWords] = useState(filter.words ?? "");
  const search = useDebouncedCallback((words: string) => narrow({ words: words.trim() || undefined }), typingPause);
  const clear = () => {
    setWords("");
    void navigate({ search: {}, replace: true });
  };
  return (
    <Group align="end" role="search">
      <TextInput
        label={texts.words}
        type="search"
        maxLength={200}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={words}
        onChange={({ currentTarget: { value } }) => {
          setWords(value);
          search(value);
        }}
      />
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
      {Object.values(filter).some(Boolean) && <Button variant="default" onClick={clear}>{texts.all}</Button>}
    </Group>
  );
}
