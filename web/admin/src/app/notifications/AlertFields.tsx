import { Stack, Switch } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "@/app/language";
import { useAlertChoice } from "@/app/notifications/alerts";
import { notificationTexts } from "@/app/notifications/texts";

/** Chooses how one is alerted in this browser. */
export function AlertFields() {
  const texts = useTexts(notificationTexts);
  const [choice, setChoice] = useAlertChoice();
  const [denied, setDenied] = useState(false);
  const setDesktop = async (desktop: boolean) => {
    const granted = !desktop || (await Notification.requestPermission()) === "granted";
    setDenied(!granted);
    setChoice({ ...choice, desktop: desktop && granted });
  };
  return (
    <Stack gap="sm">
      <Switch label={texts.sound} checked={choice.sound} onChange={(event) => setChoice({ ...choice, sound: event.currentTarget.checked })} />
      <Switch
        label={texts.desktop}
        description={denied && texts.denied}
        disabled={!("Notification" in window)}
        checked={choice.desktop}
        onChange={(event) => void setDesktop(event.currentTarget.checked)}
      />
    </Stack>
  );
}
