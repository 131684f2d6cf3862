import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { User } from "@client/schema";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { teamTexts } from "@/features/team/texts";
import { useUsersAgain } from "@/features/team/users";
import { useConfirm } from "@/ui/confirm";
import { Secret } from "@/ui/Secret";
import { Section } from "@/ui/Section";

/** How a user gets in, and how an admin opens and shuts that door. */
export function Access({ user }: { user: User }) {
  const texts = useTexts(teamTexts);
  const navigate = useNavigate();
  const confirm = useConfirm();
  const usersAgain = useUsersAgain();
  const isSelf = useUser().id === user.id;
  const of = { params: { path: { id: user.id } } };
  const reset = api.useMutation("post", "/api/admin/users/{id}/password", { onSuccess: usersAgain });
  const change = api.useMutation("patch", "/api/admin/users/{id}", { onSuccess: usersAgain });
  const removeTwoSteps = api.useMutation("delete", "/api/admin/users/{id}/two-steps", { onSuccess: usersAgain });
  const invite = api.useMutation("post", "/api/admin/users/{id}/invitation", {
    onSuccess: () => notifications.show({ message: texts.invitationSent(user.email) }),
  });
  const remove = api.useMutation("delete", "/api/admin/users/{id}", {
    async onSuccess() {
      await navigate({ to: "/team" });
      await usersAgain();
    },
  });
  return (
    <Section title={texts.access}>
      {reset.data && <Secret label={texts.temporaryPassword} value={reset.data.password} />}
      <Group gap="xs">
        {user.invited
          ? <Button variant="default" loading={invite.isPending} onClick={() => invite.mutate(of)}>{texts.inviteAgain}</Button>
          : !isSelf && (
            <Button variant="default" onClick={() => confirm({ title: texts.resetPassword, text: texts.resetText, action: texts.resetPassword, onConfirm: () => reset.mutate(of) })}>
              {texts.resetPassword}
            </Button>
          )}
        {user.two_steps && !isSelf && (
          <Button variant="default" onClick={() => confirm({ title: texts.removeTwoSteps, text: texts.removeTwoStepsText, action: texts.removeTwoSteps, onConfirm: () => removeTwoSteps.mutate(of) })}>
            {texts.removeTwoSteps}
          </Button>
        )}
        {user.disabled
          ? <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ ...of, body: { disabled: false } })}>{texts.enable}</Button>
          : !isSelf && (
            <Button variant="default" onClick={() => confirm({ title: texts.disable, text: texts.disableText, action: texts.disable, onConfirm: () => change.mutate({ ...of, body: { disabled: true } }) })}>
              {texts.disable}
            </Button>
          )}
        {!isSelf && (
          <Button variant="default" c="var(--mantine-color-error)" onClick={() => confirm({ title: texts.remove, text: texts.removeText(user.name), action: texts.remove, onConfirm: () => remove.mutate(of) })}>
            {texts.remove}
          </Button>
        )}
      </Group>
    </Section>
  );
}
