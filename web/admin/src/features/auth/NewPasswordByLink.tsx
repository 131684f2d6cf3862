import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { Door } from "@/features/auth/Door";
import { onSubmit } from "@/features/auth/form";
import { LinkDoor } from "@/features/auth/LinkDoor";
import { authTexts } from "@/features/auth/texts";
import { Failure } from "@/ui/Failure";
import { ButtonLink } from "@/ui/links";
import { uiTexts } from "@/ui/texts";

/** Chooses a new password with the link of a mail. */
export function NewPasswordByLink() {
  const texts = useTexts(authTexts);
  const shared = useTexts(uiTexts);
  const finish = api.useMutation("post", "/api/admin/password-resets/finish", { meta: { shown: true } });
  if (finish.isSuccess) {
    return (
      <Door title={texts.newPassword}>
        <Stack>
          <Text role="status">{texts.resetDone}</Text>
          <ButtonLink to="/sign-in">{texts.signIn}</ButtonLink>
        </Stack>
      </Door>
    );
  }
  return (
    <LinkDoor kind="password_reset" title={texts.newPassword}>
      {({ email }, token) => (
        <form onSubmit={onSubmit<"password">((fields) => finish.mutate({ body: { token, ...fields } }))}>
          <Stack>
            {finish.error && <Failure error={finish.error} />}
            <Text size="sm">{email}</Text>
            <PasswordInput label={shared.newPassword} description={shared.newPasswordRule} name="password" autoComplete="new-password" required minLength={10} maxLength={200} autoFocus />
            <Button type="submit" loading={finish.isPending}>{shared.changePassword}</Button>
          </Stack>
        </form>
      )}
    </LinkDoor>
  );
}
