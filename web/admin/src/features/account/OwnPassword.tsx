import { Button, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "@/app/language";
import { accountTexts } from "@/features/account/texts";
import { Failure } from "@/ui/Failure";

interface Props {
  /** What the button says. */
  action: string;
  error: unknown;
  busy: boolean;
  onSubmit: (password: string) => void;
}

/** Asks for the user's own password before something that weakens or replaces how they sign in. */
export function OwnPassword({ action, error, busy, onSubmit }: Props) {
  const texts = useTexts(accountTexts);
  const [password, setPassword] = useState("");
  return (
    <form onSubmit={(event) => { event.preventDefault(); onSubmit(password); }}>
      <Stack>
        {error != null && <Failure error={error} />}
        <PasswordInput label={texts.ownPassword} autoComplete="current-password" required data-autofocus value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        <Button type="submit" loading={busy}>{action}</Button>
      </Stack>
    </form>
  );
}
