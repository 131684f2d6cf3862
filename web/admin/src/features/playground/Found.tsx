import { Badge, Group, Paper, Progress, Stack, Table, Text, Title } from "@mantine/core";
import type { PlaygroundRetrieval } from "@client/schema";
import { useTexts } from "@/app/language";
import { playgroundTexts } from "@/features/playground/texts";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink } from "@/ui/links";

const score = (value: number | null) => (value === null ? "–" : value.toFixed(2));

/** What a question finds, with the scores that decide. */
export function Found({ site, retrieval }: { site: string; retrieval: PlaygroundRetrieval }) {
  const texts = useTexts(playgroundTexts);
  const format = useFormat();
  const { answerability, threshold, candidates, milliseconds, embeddings, articles, passages } = retrieval;
  return (
    <>
      <Stack gap={6} component="section" maw={640}>
        <Title order={2} size="h4">{texts.answerability}</Title>
        <Progress value={100 * answerability} color={answerability >= threshold ? "green" : "orange"} aria-label={texts.answerability} />
        <Text size="sm">{texts.answerabilityOf(score(answerability), score(threshold))}</Text>
        <Text size="sm" c="dimmed">{texts.facts(format.number(candidates), milliseconds.toFixed(1), embeddings)}</Text>
      </Stack>
      {articles.length === 0 && <Empty title={texts.noArticles}>{texts.noArticlesText}</Empty>}
      {articles.length > 0 && (
        <Stack gap="xs" component="section">
          <Title order={2} size="h4">{texts.articles}</Title>
          <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": texts.articles } }}>
            <Table aria-label={texts.articles} verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  {[texts.article, texts.language, texts.score, texts.words, texts.grams, texts.cosine].map((header) => <Table.Th key={header}>{header}</Table.Th>)}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {articles.map((article) => (
                  <Table.Tr key={article.article_id}>
                    <Table.Td>
                      <AnchorLink to="/sites/$site/knowledge/$article" params={{ site, article: article.article_id }}><span dir="auto">{article.title}</span></AnchorLink>
                    </Table.Td>
                    <Table.Td>{article.language}</Table.Td>
                    {[article.score, article.words, article.grams, article.cosine].map((value, i) => <Table.Td key={i}>{score(value)}</Table.Td>)}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Text size="sm" c="dimmed">{texts.scores}</Text>
        </Stack>
      )}
      {passages.length > 0 && (
        <Stack gap="xs" component="section">
          <Title order={2} size="h4">{texts.passages}</Title>
          {passages.map((passage, i) => (
            <Paper key={i} withBorder p="sm" maw={720}>
              <Group gap="xs" mb={4}>
                <Text fw={600} size="sm" dir="auto">{[passage.title, passage.heading].filter(Boolean).join(" › ")}</Text>
                <Text size="sm" c="dimmed">{score(passage.score)}</Text>
                {passage.cited && <Badge size="sm" color="green">{texts.cited}</Badge>}
              </Group>
              <Text size="sm" dir="auto" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{passage.text}</Text>
            </Paper>
          ))}
        </Stack>
      )}
    </>
  );
}
