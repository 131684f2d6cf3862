import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/problem";
import { useTexts } from "@/app/language";
import { teamTexts } from "@/features/team/texts";
import { UserFields, type UserValues } from "@/features/team/UserFields";
import { Failure } from "@/ui/Failure";
import { Secret } from "@/ui/Secret";

interface Values extends UserValues {
  email: string;
  /** How the user gets in: by a link in a mail, or with a password that the admin passes on. */
  way: "mail" | "password";
}

/** Adds somebody to the team. */
export function NewUserForm({ onDone }: { onDone: () => void }) {
  const texts = useTexts(teamTexts);
  const queryClient = useQueryClient();
  const form = useForm<Values>({ initialValues: { email: "", name: "", role: "agent", supervisor: false, sites: [], way: "mail" } });
  const options = {
    meta: { shown: true },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["get", "/api/admin/users"] }),
    onError: (error: unknown) => form.setErrors(fieldErrors(error)),
  };
  const invite = api.useMutation("post", "/api/admin/invitations", options);
  const create = api.useMutation("post", "/api/admin/users", options);
  const submit = ({ way, ...body }: Values) => {
    if (way === "password") return create.mutate({ body });
    invite.mutate({ body }, {
      onSuccess() {
        notifications.show({ message: texts.invitationSent(body.email) });
        onDone();
      },
    });
  };
  if (create.data) {
    return (
      <Stack>
        <Text size="sm">{texts.passOn(create.data.user.name)}</Text>
        <Secret label={texts.temporaryPassword} value={create.data.password} />
        <Button onClick={onDone}>{texts.done}</Button>
      </Stack>
    );
  }
  const error = invite.error ?? create.error;
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        {error && <Failure error={error} />}
        <TextInput label={texts.email} type="email" required maxLength={320} data-autofocus {...form.getInputProps("email")} />
        <UserFields form={form as unknown as UseFormReturnType<UserValues>} />
        <Radio.Group label={texts.way} {...form.getInputProps("way")}>
          <Group mt="xs">
            <Radio value="mail" label={texts.byMail} />
            <Radio value="password" label={texts.byPassword} />
          </Group>
        </Radio.Group>
        <Button type="submit" loading={invite.isPending || create.isPending}>{texts.add}</Button>
      </Stack>
    </form>
  );
}
