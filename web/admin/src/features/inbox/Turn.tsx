import { Badge, Group, Stack, Text } from "@mantine/core";
import type { ConversationPassage, ConversationTurn } from "@client/schema";
import { useTexts } from "@/app/language";
import classes from "@/features/inbox/inbox.module.css";
import { OutsideLink } from "@/features/inbox/OutsideLink";
import { inboxTexts } from "@/features/inbox/texts";
import { useFormat } from "@/ui/format";

/** How the assistant came to an answer: the passages that it had, with their scores, and who wrote it. */
export function Turn({ turn }: { turn: ConversationTurn }) {
  const texts = useTexts(inboxTexts);
  const format = useFormat();
  const { passages, answerability, provider, model, input_tokens, output_tokens, escalation_reason, reply_id, declined } = turn;
  const facts = [
    texts.passages(passages.length, passages.filter(({ cited }) => cited).length),
    answerability !== null && texts.answerability(format.percent(answerability)),
  ].filter(Boolean).join(" · ");
  return (
    <details className={classes.turn}>
      <summary>
        <Text span size="sm" fw={500}>{texts.why}</Text> <Text span size="xs" c="dimmed">{facts}</Text>
      </summary>
      <Stack gap={4} pt={4}>
        {escalation_reason && <Text size="sm">{texts.askedForPerson(texts.reasons[escalation_reason].toLowerCase())}</Text>}
        {!escalation_reason && !reply_id && <Text size="sm">{texts.noAnswer}</Text>}
        {declined && <Text size="sm">{texts.declined}</Text>}
        {provider && (
          <Text size="sm" c="dimmed">
            {texts.writtenBy} {texts.providers[provider] ?? provider}
            {model && `, ${model}`}
            {(input_tokens > 0 || output_tokens > 0) && ` (${texts.tokens(input_tokens, output_tokens)})`}
          </Text>
        )}
        {passages.map((passage, index) => <Passage key={index} passage={passage} />)}
      </Stack>
    </details>
  );
}

function Passage({ passage: { title, heading, text, url, score, cited } }: { passage: ConversationPassage }) {
  const texts = useTexts(inboxTexts);
  return (
    <div className={classes.passage}>
      <Group gap={6}>
        <Text size="sm" fw={600}><OutsideLink href={url}>{title}</OutsideLink></Text>
        {heading && <Text size="xs" c="dimmed" dir="auto">{heading}</Text>}
        {cited && <Badge variant="default" size="sm">{texts.cited}</Badge>}
        <Text size="xs" c="dimmed" ml="auto">{texts.score(score.toFixed(3))}</Text>
      </Group>
      <Text size="sm" className={classes.text} dir="auto" lineClamp={12}>{text}</Text>
    </div>
  );
}
