import { Group, Progress, Text } from "@mantine/core";
import { useTexts } from "@/app/language";
import { isIndexing, useKnowledgeBase } from "@/features/knowledge/queries";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useFormat } from "@/ui/format";

/** How far a site's index is, kept true while it is being made. */
export function IndexState({ site }: { site: string }) {
  const texts = useTexts(knowledgeTexts);
  const format = useFormat();
  const base = useKnowledgeBase(site).data;
  if (!base || base.index.chunks === 0) return null;
  const { index } = base;
  const [chunks, embedded] = [format.number(index.chunks), format.number(index.embedded)];
  const busy = isIndexing(base);
  return (
    <Group gap="sm" role="status">
      <Text size="sm" c="dimmed">{!index.embeddings ? texts.wordsAlone(chunks) : busy ? texts.indexing(embedded, chunks) : texts.indexed(chunks)}</Text>
      {busy && <Progress value={(100 * index.embedded) / index.chunks} w={160} animated aria-label={texts.index} />}
    </Group>
  );
}
