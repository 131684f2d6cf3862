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
  const form = useForm({
    initialValues: { present: "", new: "", again: "" },
    validate: { again: (again, values) => (again === values.new ? null : texts.passwordsDiffer) },
  });
  const change = api.useMutation("post", "/api/admin/me/password", {
    meta: { shown: true },
    onSuccess() {
      form.reset();
      onChanged();
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <form onSubmit={form.onSubmit(({ present, new: chosen }) => change.mutate({ body: { present, new: chosen } }))}>
      <Stack>
        {change.error && <Failure error={change.error} />}
        <PasswordInput label={texts.presentPassword} autoComplete="current-password" required {...form.getInputProps("present")} />
        <PasswordInput label={texts.newPassword} description={texts.newPasswordRule} autoComplete="new-password" required {...form.getInputProps("new")} />
        <PasswordInput label={texts.newPasswordAgain} autoComplete="new-password" required {...form.getInputProps("again")} />
        <Button type="submit" loading={change.isPending}>{texts.changePassword}</Button>
      </Stack>
    </form>
  );
}
