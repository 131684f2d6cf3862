import { Button, Group, Modal, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

interface Props {
  when: boolean;
  /** What becomes of it; unless given, it is lost. */
  text?: string;
}

/** Asks before one leaves a screen with something that is not saved. */
export function LeaveGuard({ when, text }: Props) {
  const texts = useTexts(uiTexts);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: when,
    withResolver: true,
  });
  return (
    <Modal opened={status === "blocked"} onClose={() => reset?.()} title={texts.leave} withCloseButton={false}>
      <Text size="sm">{text ?? texts.leaveText}</Text>
      <Group justify="end" mt="md">
        <Button variant="default" data-autofocus onClick={reset}>{texts.stay}</Button>
        <Button color="red" onClick={proceed}>{texts.leaveAction}</Button>
      </Group>
    </Modal>
  );
}
