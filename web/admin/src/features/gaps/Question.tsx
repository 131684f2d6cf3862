import { Badge, Group, List, Stack, Text } from "@mantine/core";
import type { Gap, GapCause } from "@client/schema";
import { useTexts } from "@/app/language";
import { gapsTexts } from "@/features/gaps/texts";
import { useFormat } from "@/ui/format";
import { AnchorLink } from "@/ui/links";
import { TimeAgo } from "@/ui/TimeAgo";

/** A gap's question, why it is one, and the conversations in which it was asked. */
export function Question({ question, causes, examples }: Gap) {
  const texts = useTexts(gapsTexts);
  const format = useFormat();
  return (
    <Stack gap={6}>
      <Text fw={600} dir="auto" style={{ overflowWrap: "anywhere" }}>{question}</Text>
      <Group gap={4}>
        {Object.entries(causes).filter(([, count]) => count > 0).map(([cause, count]) => (
          <Badge key={cause} variant="default">{texts.causeCount(texts.causes[cause as GapCause], format.number(count))}</Badge>
        ))}
      </Group>
      <details>
        <Text component="summary" size="sm" style={{ cursor: "pointer" }}>{texts.examples}</Text>
        <List size="sm" mt={4}>
          {examples.map(({ message_id, conversation_id, question, asked_at }) => (
            <List.Item key={message_id}>
              <span dir="auto">{question}</span>{" "}
              <AnchorLink to="/inbox/$conversation" params={{ conversation: conversation_id }}>{texts.conversation}</AnchorLink>, <TimeAgo at={asked_at} />
            </List.Item>
          ))}
        </List>
      </details>
    </Stack>
  );
}
