import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { CodeForm } from "@/features/auth/CodeForm";
import { Door } from "@/features/auth/Door";
import { useEnter } from "@/features/auth/enter";
import { onSubmit } from "@/features/auth/form";
import { authTexts } from "@/features/auth/texts";
import { Failure } from "@/ui/Failure";
import { AnchorLink } from "@/ui/links";

const route = getRouteApi("/sign-in");

/** Where one signs in: with a password, and with a code where the user has turned that on. */
export function SignInPage() {
  const texts = useTexts(authTexts);
  const { to } = route.useSearch();
  const enter = useEnter();
  const [password, setPassword] = useState("");
  const signIn = api.useMutation("post", "/api/admin/login", {
    meta: { shown: true },
    onSuccess: (answer) => "user" in answer && enter(answer, to),
    onSettled: () => setPassword(""),
  });
  if (signIn.data && "challenge" in signIn.data) {
    return (
      <Door title={texts.signIn}>
        <CodeForm challenge={signIn.data.challenge} onSignedIn={(answer) => enter(answer, to)} onBack={signIn.reset} />
      </Door>
    );
  }
  return (
    <Door title={texts.signIn}>
      <form onSubmit={onSubmit<"email" | "password">((body) => signIn.mutate({ body }))}>
        <Stack>
          {signIn.error && <Failure error={signIn.error} />}
          <TextInput label={texts.email} type="email" name="email" autoComplete="username" required autoFocus />
          <PasswordInput
            label={texts.password}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending}>{texts.signIn}</Button>
          <AnchorLink to="/password-reset" fz="sm">{texts.forgotten}</AnchorLink>
        </Stack>
      </form>
    </Door>
  );
}
