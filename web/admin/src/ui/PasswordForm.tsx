import { Button, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/problem";
import { useTexts } from "@/app/language";
import { Failure } from "@/ui/Failure";
import { uiTexts } from "@/ui/texts";

/** Changes one's own password. */
export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const texts = useTexts(uiTexts);
  const form = useForm({ initialValues: { present: "", new: "" } });
  const change = api.useMutation("post", "/api/admin/me/password", {
    meta: { shown: true },
    onSuccess() {
      form.reset();
      onChanged();
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <form onSubmit={form.onSubmit((body) => change.mutate({ body }))}>
      <Stack>
        {change.error && <Failure error={change.error} />}
        <PasswordInput label={texts.presentPassword} autoComplete="current-password" required {...form.getInputProps("present")} />
        <PasswordInput label={texts.newPassword} description={texts.newPasswordRule} autoComplete="new-password" required {...form.getInputProps("new")} />
        <Button type="submit" loading={change.isPending}>{texts.changePassword}</Button>
      </Stack>
    </form>
  );
}
