import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { useEnter } from "@/features/auth/enter";
import { onSubmit } from "@/features/auth/form";
import { LinkDoor } from "@/features/auth/LinkDoor";
import { authTexts } from "@/features/auth/texts";
import { Failure } from "@/ui/Failure";
import { uiTexts } from "@/ui/texts";

/** Where the first admin comes into being, with the link of `innconnect setup`. */
export function SetUpPage() {
  const texts = useTexts(authTexts);
  const shared = useTexts(uiTexts);
  const enter = useEnter();
  const setUp = api.useMutation("post", "/api/admin/setup", { meta: { shown: true }, onSuccess: (answer) => enter(answer) });
  return (
    <LinkDoor kind="setup" title={texts.setUp}>
      {(_, token) => (
        <form onSubmit={onSubmit<"email" | "name" | "password">((fields) => setUp.mutate({ body: { token, ...fields } }))}>
          <Stack>
            {setUp.error && <Failure error={setUp.error} />}
            <Text size="sm">{texts.setUpText}</Text>
            <TextInput label={texts.email} type="email" name="email" autoComplete="username" required maxLength={320} autoFocus />
            <TextInput label={texts.name} description={texts.nameRule} name="name" autoComplete="name" required maxLength={100} />
            <PasswordInput label={shared.newPassword} description={shared.newPasswordRule} name="password" autoComplete="new-password" required minLength={10} maxLength={200} />
            <Button type="submit" loading={setUp.isPending}>{texts.setUpAction}</Button>
          </Stack>
        </form>
      )}
    </LinkDoor>
  );
}
