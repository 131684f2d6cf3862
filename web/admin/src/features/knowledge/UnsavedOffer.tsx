import { Alert, Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "@/app/language";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useFormat } from "@/ui/format";

interface Props {
  at: string;
  /** What was written. */
  children: ReactNode;
  onRestore: () => void;
  onDiscard: () => void;
}

/** Offers what somebody wrote and left without saving it. */
export function UnsavedOffer({ at, children, onRestore, onDiscard }: Props) {
  const texts = useTexts(knowledgeTexts);
  const format = useFormat();
  return (
    <Alert role="alert" variant="default" title={texts.left(format.dateTime(at))}>
      <Stack gap="sm">
        {children}
        <Group gap="xs">
          <Button size="xs" onClick={onRestore}>{texts.takeLeft}</Button>
          <Button size="xs" variant="default" onClick={onDiscard}>{texts.dropLeft}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}
