import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { api } from "@/api/client";
import { me } from "@/api/session";
import { useTexts } from "@/app/language";
import { Door } from "@/features/auth/Door";
import { authTexts } from "@/features/auth/texts";
import { Failure } from "@/ui/Failure";

const route = getRouteApi("/sign-in");

/** Where one signs in. */
export function SignInPage() {
  const texts = useTexts(authTexts);
  const { to } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const signIn = api.useMutation("post", "/api/admin/login", {
    meta: { shown: true },
    onSuccess(signedIn) {
      queryClient.setQueryData(me.queryKey, signedIn);
      router.history.push(to ?? import.meta.env.BASE_URL);
    },
    onError: () => form.setFieldValue("password", ""),
  });
  return (
    <Door title={texts.signIn}>
      <form onSubmit={form.onSubmit((body) => signIn.mutate({ body }))}>
        <Stack>
          {signIn.error && <Failure error={signIn.error} />}
          <TextInput label={texts.email} type="email" name="email" autoComplete="username" required autoFocus {...form.getInputProps("email")} />
          <PasswordInput label={texts.password} name="password" autoComplete="current-password" required {...form.getInputProps("password")} />
          <Button type="submit" loading={signIn.isPending}>{texts.signIn}</Button>
        </Stack>
      </form>
    </Door>
  );
}
