import { Group, Text } from "@mantine/core";
import { useTimeout } from "@mantine/hooks";
import { IconEye, IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useInboxEvents, usePresent } from "@/api/inbox";
import { useTexts } from "@/app/language";
import { inboxTexts } from "@/features/inbox/texts";

const typingShown = 6000; // ms after a sign of it

/** Who else is here: colleagues who read or write, and the visitor while they type. */
export function Presence({ id }: { id: string }) {
  const texts = useTexts(inboxTexts);
  const present = usePresent(id);
  const typing = useVisitorTyping(id);
  const readers = present.filter((colleague) => !colleague.typing).map(({ name }) => name);
  const writers = present.filter((colleague) => colleague.typing).map(({ name }) => name);
  return (
    <Group gap="md" px="md" mih={20} fz="xs" c="dimmed" role="status" aria-live="polite">
      {typing && <Text inherit>{texts.visitorTypes}</Text>}
      {writers.length > 0 && <Group gap={4}><IconPencil size={14} aria-hidden /><Text inherit fw={600}>{texts.writes(writers.join(", "))}</Text></Group>}
      {readers.length > 0 && <Group gap={4}><IconEye size={14} aria-hidden />{readers.length === 1 ? texts.reads(readers[0]!) : texts.readMany(readers.join(", "))}</Group>}
    </Group>
  );
}

function useVisitorTyping(id: string): boolean {
  const [typing, setTyping] = useState(false);
  const stop = useTimeout(() => setTyping(false), typingShown);
  useInboxEvents((event) => {
    if (event.name === "typing" && event.data.conversation_id === id) {
      setTyping(true);
      stop.clear();
      stop.start();
    }
    if (event.name === "message" && event.data.conversation.id === id && event.data.message.role === "visitor") setTyping(false);
  });
  return typing;
}
