import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import type { User } from "@client/schema";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/problem";
import { useTexts } from "@/app/language";
import { useUsersAgain } from "@/features/team/users";
import { UserFields, type UserValues } from "@/features/team/UserFields";
import { Failure } from "@/ui/Failure";
import { uiTexts } from "@/ui/texts";

/** Changes the name, the role and the sites of a user. */
export function UserForm({ user }: { user: User }) {
  const texts = useTexts(uiTexts);
  const usersAgain = useUsersAgain();
  const { name, role, supervisor, sites } = user;
  const form = useForm<UserValues>({ initialValues: { name, role, supervisor, sites } });
  const change = api.useMutation("patch", "/api/admin/users/{id}", {
    meta: { shown: true },
    async onSuccess() {
      await usersAgain();
      form.resetDirty();
      notifications.show({ message: texts.saved });
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <form onSubmit={form.onSubmit((body) => change.mutate({ params: { path: { id: user.id } }, body }))}>
      <Stack maw={480}>
        {change.error && <Failure error={change.error} />}
        <UserFields form={form} />
        <Group><Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>{texts.save}</Button></Group>
      </Stack>
    </form>
  );
}
