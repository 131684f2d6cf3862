import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { useEnter } from "@/features/auth/enter";
import { onSubmit } from "@/features/auth/form";
import { LinkDoor } from "@/features/auth/LinkDoor";
import { authTexts } from "@/features/auth/texts";
import { Failure } from "@/ui/Failure";
import { uiTexts } from "@/ui/texts";

/** Where somebody who was invited chooses a password and joins. */
export function InvitationPage() {
  const texts = useTexts(authTexts);
  const shared = useTexts(uiTexts);
  const enter = useEnter();
  const join = api.useMutation("post", "/api/admin/invitations/accept", { meta: { shown: true }, onSuccess: (answer) => enter(answer) });
  return (
    <LinkDoor kind="invitation" title={texts.join}>
      {({ email, name }, token) => (
        <form onSubmit={onSubmit<"name" | "password">((fields) => join.mutate({ body: { token, ...fields } }))}>
          <Stack>
            {join.error && <Failure error={join.error} />}
            <Text size="sm">{texts.joinText(email ?? "")}</Text>
            <input type="hidden" autoComplete="username" value={email ?? ""} />
            <TextInput label={texts.name} description={texts.nameRule} name="name" autoComplete="name" required maxLength={100} defaultValue={name ?? ""} />
            <PasswordInput label={shared.newPassword} description={shared.newPasswordRule} name="password" autoComplete="new-password" required minLength={10} maxLength={200} />
            <Button type="submit" loading={join.isPending}>{texts.join}</Button>
          </Stack>
        </form>
      )}
    </LinkDoor>
  );
}
