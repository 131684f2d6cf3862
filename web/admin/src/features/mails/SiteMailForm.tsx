import { Button, Group, NumberInput, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import type { SiteMail, SiteMailChange } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/problem";
import { useTexts } from "@/app/language";
import { mailsTexts } from "@/features/mails/texts";
import { useConfirm } from "@/ui/confirm";
import { Failure } from "@/ui/Failure";
import { Section } from "@/ui/Section";
import { uiTexts } from "@/ui/texts";

/** Changes a site's mail settings. The key is sent when one is typed, and never shown. */
export function SiteMailForm({ site, settings }: { site: string; settings: SiteMail }) {
  const texts = useTexts(mailsTexts);
  const { save, saved } = useTexts(uiTexts);
  const queryClient = useQueryClient();
  const confirm = useConfirm();
  const { sendgrid_key_set: keySet, ...values } = settings;
  const form = useForm({ initialValues: { ...values, sendgrid_key: "" } });
  const change = api.useMutation("patch", "/api/admin/sites/{id}/mail", {
    meta: { shown: true },
    onSuccess() {
      form.setFieldValue("sendgrid_key", "");
      notifications.show({ message: saved });
      return queryClient.invalidateQueries({ queryKey: ["get", "/api/admin/sites/{id}/mail"] });
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const send = (body: SiteMailChange) => change.mutate({ params: { path: { id: site } }, body });
  const removeKey = () =>
    confirm({ title: texts.removeKey, text: texts.removeKeyText, action: texts.removeKey, onConfirm: () => send({ sendgrid_key: "" }) });
  return (
    <form onSubmit={form.onSubmit(({ sendgrid_key, ...rest }) => send({ ...rest, ...(sendgrid_key && { sendgrid_key }) }))}>
      <Stack maw={640}>
        {change.error && <Failure error={change.error} />}
        <Section title={texts.sender}>
          <TextInput label={texts.from} description={texts.fromHint} type="email" {...form.getInputProps("from")} />
          <TextInput label={texts.fromName} description={texts.fromNameHint} {...form.getInputProps("from_name")} />
        </Section>
        <Section title={texts.provider} description={keySet ? texts.keySet : texts.keyMissing}>
          <PasswordInput label={texts.key} autoComplete="off" {...form.getInputProps("sendgrid_key")} />
          {keySet && <Group><Button variant="default" onClick={removeKey}>{texts.removeKey}</Button></Group>}
        </Section>
        <Section title={texts.limits}>
          <NumberInput label={texts.replyAfter} description={texts.replyAfterHint} min={0} max={86_400} allowDecimal={false} {...form.getInputProps("reply_after_seconds")} />
          <NumberInput label={texts.perDay} min={0} max={1_000_000} allowDecimal={false} {...form.getInputProps("visitor_mails_per_day")} />
          <NumberInput label={texts.perAddress} min={0} max={1000} allowDecimal={false} {...form.getInputProps("address_mails_per_day")} />
        </Section>
        <Group><Button type="submit" loading={change.isPending}>{save}</Button></Group>
      </Stack>
    </form>
  );
}
