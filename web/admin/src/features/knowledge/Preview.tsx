import { Paper, Stack, Text, Title } from "@mantine/core";
import { useRenderedMarkdown } from "@/api/markdown";
import { useTexts } from "@/app/language";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { Loaded } from "@/ui/Loaded";
import { SafeHtml } from "@/ui/SafeHtml";

/** An article as visitors see it, rendered by the server as answers are. */
export function Preview({ title, markdown }: { title: string; markdown: string }) {
  const texts = useTexts(knowledgeTexts);
  const rendered = useRenderedMarkdown(markdown);
  if (!markdown.trim()) return <Text c="dimmed">{texts.previewEmpty}</Text>;
  return (
    <Stack>
      <Text size="sm" c="dimmed">{texts.previewText}</Text>
      <Loaded query={rendered}>
        {({ html, cut }) => (
          <Paper withBorder p="md" maw={560}>
            <Title order={2} size="h4" mb="sm" dir="auto">{title}</Title>
            <SafeHtml html={html} />
            {cut && <Text size="sm" c="dimmed" mt="sm">{texts.previewCut}</Text>}
          </Paper>
        )}
      </Loaded>
    </Stack>
  );
}
