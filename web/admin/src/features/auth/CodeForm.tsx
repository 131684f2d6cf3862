import { Button, Stack, Text, TextInput } from "@mantine/core";
import type { SignedIn } from "@client/schema";
import { api } from "@/api/client";
import { codeOf } from "@/api/problem";
import { useTexts } from "@/app/language";
import { onSubmit } from "@/features/auth/form";
import { authTexts } from "@/features/auth/texts";
import { Failure } from "@/ui/Failure";

interface Props {
  challenge: string;
  onSignedIn: (signedIn: SignedIn) => void;
  /** Begins anew with the password. */
  onBack: () => void;
}

/** The second step of signing in: a code of the authenticator app, or a recovery code. */
export function CodeForm({ challenge, onSignedIn, onBack }: Props) {
  const texts = useTexts(authTexts);
  const finish = api.useMutation("post", "/api/admin/login/code", { meta: { shown: true }, onSuccess: onSignedIn });
  const expired = codeOf(finish.error) === "sign_in_expired";
  return (
    <form onSubmit={onSubmit<"code">(({ code }) => finish.mutate({ body: { challenge, code } }))}>
      <Stack>
        {finish.error && <Failure error={finish.error} />}
        <Text size="sm">{texts.codeText}</Text>
        <TextInput label={texts.code} name="code" autoComplete="one-time-code" required minLength={6} maxLength={40} autoFocus disabled={expired} />
        <Button type="submit" loading={finish.isPending} disabled={expired}>{texts.signIn}</Button>
        <Button variant="default" onClick={onBack}>{texts.back}</Button>
      </Stack>
    </form>
  );
}
