import { Paper, Stack, Text, Title } from "@mantine/core";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { Loaded } from "@/ui/Loaded";
import { SafeHtml } from "@/ui/SafeHtml";

/** An article as visitors see it, rendered by the server as answers are. */
export function Preview({ title, markdown }: { title: string; markdown: string }) {
  const texts = useTexts(knowledgeTexts);
  const rendered = api.useQuery("post", "/api/admin/markdown", { body: { markdown } }, { staleTime: Infinity, gcTime: 0 });
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
