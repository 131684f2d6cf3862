import { Button, Code, Image, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { OwnPassword } from "@/features/account/OwnPassword";
import { RecoveryCodes } from "@/features/account/RecoveryCodes";
import { accountTexts } from "@/features/account/texts";
import { useMeAgain } from "@/features/account/me";
import { Failure } from "@/ui/Failure";

/** Turns two-step sign-in on: the password, a key for the app, a first code, the recovery codes. */
export function TurnOnTwoSteps({ onDone }: { onDone: () => void }) {
  const texts = useTexts(accountTexts);
  const [code, setCode] = useState("");
  const meAgain = useMeAgain();
  const start = api.useMutation("post", "/api/admin/me/two-steps", { meta: { shown: true } });
  const confirm = api.useMutation("post", "/api/admin/me/two-steps/confirm", { meta: { shown: true } });
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recovery_codes} onDone={async () => { await meAgain(); onDone(); }} />;
  if (!start.data) return <OwnPassword action={texts.go} error={start.error} busy={start.isPending} onSubmit={(password) => start.mutate({ body: { password } })} />;
  return (
    <form onSubmit={(event) => { event.preventDefault(); confirm.mutate({ body: { code } }); }}>
      <Stack>
        {confirm.error && <Failure error={confirm.error} />}
        <Text size="sm">{texts.scan}</Text>
        <Image src={`data:image/png;base64,${start.data.qr_png}`} alt={texts.qr} w={200} h={200} />
        <Text size="sm">{texts.orType} <Code>{start.data.secret}</Code></Text>
        <TextInput label={texts.firstCode} inputMode="numeric" autoComplete="one-time-code" required minLength={6} maxLength={40} value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        <Button type="submit" loading={confirm.isPending}>{texts.turnOn}</Button>
      </Stack>
    </form>
  );
}
