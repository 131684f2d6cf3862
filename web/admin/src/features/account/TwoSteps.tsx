import { Badge, Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { accountTexts } from "@/features/account/texts";
import { NewRecoveryCodes } from "@/features/account/NewRecoveryCodes";
import { TurnOffTwoSteps } from "@/features/account/TurnOffTwoSteps";
import { TurnOnTwoSteps } from "@/features/account/TurnOnTwoSteps";
import { Section } from "@/ui/Section";

/** Two-step sign-in: whether it is on, and the ways to change that. */
export function TwoSteps() {
  const texts = useTexts(accountTexts);
  const { two_steps: on } = useUser();
  const [dialog, setDialog] = useState<"on" | "off" | "codes">();
  const close = () => setDialog(undefined);
  return (
    <Section title={texts.twoSteps} description={texts.twoStepsText}>
      <Group justify="space-between">
        <Badge variant="default">{on ? texts.isOn : texts.isOff}</Badge>
        <Group gap="xs">
          {on && <Button variant="default" onClick={() => setDialog("codes")}>{texts.newCodes}</Button>}
          <Button variant="default" onClick={() => setDialog(on ? "off" : "on")}>{on ? texts.turnOff : texts.turnOn}</Button>
        </Group>
      </Group>
      <Modal opened={dialog === "on"} onClose={close} title={texts.turnOn}><TurnOnTwoSteps onDone={close} /></Modal>
      <Modal opened={dialog === "off"} onClose={close} title={texts.turnOff}>
        <Text size="sm" mb="md">{texts.turnOffText}</Text>
        <TurnOffTwoSteps onDone={close} />
      </Modal>
      <Modal opened={dialog === "codes"} onClose={close} title={texts.newCodes}><NewRecoveryCodes onDone={close} /></Modal>
    </Section>
  );
}
