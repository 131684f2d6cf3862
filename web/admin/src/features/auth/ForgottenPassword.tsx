import { Button, Stack, Text, TextInput } from "@mantine/core";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { Door } from "@/features/auth/Door";
import { onSubmit } from "@/features/auth/form";
import { authTexts } from "@/features/auth/texts";
import { Failure } from "@/ui/Failure";
import { AnchorLink } from "@/ui/links";

/** Asks for the mail with the link. It says the same whether or not a user has the address. */
export function ForgottenPassword() {
  const texts = useTexts(authTexts);
  const request = api.useMutation("post", "/api/admin/password-resets", { meta: { shown: true } });
  return (
    <Door title={texts.forgotten}>
      <Stack>
        {request.isSuccess ? <Text role="status">{texts.resetSent}</Text> : (
          <form onSubmit={onSubmit<"email">((body) => request.mutate({ body }))}>
            <Stack>
              {request.error && <Failure error={request.error} />}
              <Text size="sm">{texts.resetText}</Text>
              <TextInput label={texts.email} type="email" name="email" autoComplete="username" required autoFocus />
              <Button type="submit" loading={request.isPending}>{texts.resetAction}</Button>
            </Stack>
          </form>
        )}
        <AnchorLink to="/sign-in" fz="sm">{texts.back}</AnchorLink>
      </Stack>
    </Door>
  );
}
