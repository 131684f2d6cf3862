import { Alert, Badge, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { PlaygroundAnswer, PlaygroundResult } from "@client/schema";
import { useTexts } from "@/app/language";
import { playgroundTexts } from "@/features/playground/texts";
import { useFormat } from "@/ui/format";
import { AnchorLink, ButtonLink } from "@/ui/links";
import { SafeHtml } from "@/ui/SafeHtml";

/** What would become of a question: an answer, or a person. */
export function Outcome({ site, question, result }: { site: string; question: string; result: PlaygroundResult }) {
  const texts = useTexts(playgroundTexts);
  const { outcome, reason, rule, answer, language } = result;
  const [title, text] = {
    answered: [texts.answered, texts.answeredText],
    small_talk: [texts.smallTalk, texts.smallTalkText],
    escalated: [texts.escalated, reason && texts.reasons[reason]],
    found: [texts.found, texts.foundText],
  }[outcome];
  const lacking = reason === "missing_knowledge" || reason === "low_confidence";
  return (
    <Stack>
      <Alert role="status" variant="default" color={outcome === "escalated" ? "orange" : "green"} title={title}>
        <Stack gap="xs" align="start">
          <Text size="sm">{text}</Text>
          {rule && <Text size="sm">{texts.rule(rule)}</Text>}
          {lacking && (
            <ButtonLink size="xs" to="/sites/$site/knowledge/new" params={{ site }} search={{ title: question, language }}>{texts.write}</ButtonLink>
          )}
        </Stack>
      </Alert>
      {answer && <Answer site={site} {...answer} />}
    </Stack>
  );
}

function Answer({ site, html, citations, quick_replies, provider, model, budget_spent, input_tokens, output_tokens }: PlaygroundAnswer & { site: string }) {
  const texts = useTexts(playgroundTexts);
  const format = useFormat();
  return (
    <Stack gap="xs" component="section" aria-label={texts.answer}>
      <Title order={2} size="h4">{texts.answer}</Title>
      <Paper withBorder p="md" maw={640}>
        <SafeHtml html={html} />
        {citations.length > 0 && (
          <Group gap="xs" mt="sm">
            {citations.map(({ article_id, title }) => (
              <AnchorLink key={article_id} size="sm" to="/sites/$site/knowledge/$article" params={{ site, article: article_id }}>{title}</AnchorLink>
            ))}
          </Group>
        )}
        {quick_replies.length > 0 && (
          <Group gap={4} mt="sm" role="group" aria-label={texts.quickReplies}>
            {quick_replies.map((reply) => <Badge key={reply} variant="default" size="lg">{reply}</Badge>)}
          </Group>
        )}
      </Paper>
      <Text size="sm" c="dimmed">
        {provider && texts.writtenBy(provider, model ?? "")} {input_tokens > 0 && texts.tokens(format.number(input_tokens), format.number(output_tokens))}
        {budget_spent && ` ${texts.budgetSpent}`}
      </Text>
    </Stack>
  );
}
