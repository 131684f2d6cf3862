import { Button, Paper, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import type { SiteDetails, SiteSettings } from "@client/schema";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/problem";
import { useLanguage, useTexts } from "@/app/language";
import { languageChoices } from "@/features/sites/languages";
import { Buttons, SitePage, useSite } from "@/features/sites/SitePage";
import { sitesTexts } from "@/features/sites/texts";
import { useSettings } from "@/features/sites/useSettings";
import { Failure } from "@/ui/Failure";
import { Loaded } from "@/ui/Loaded";

/** What a site is called, and whose pages may use it. */
export function GeneralPage() {
  const site = useSite();
  const settings = useSettings();
  return (
    <SitePage tab="general">
      <Loaded query={site}>
        {(site) => (
          <Loaded query={settings.query}>
            {(settings) => (
              <Stack gap="lg" maw={640}>
                <Names key={site.id} site={site} settings={settings} />
                <Domains key={`${site.id} ${site.origins.join(" ")}`} site={site} />
              </Stack>
            )}
          </Loaded>
        )}
      </Loaded>
    </SitePage>
  );
}

function Names({ site, settings }: { site: SiteDetails; settings: SiteSettings }) {
  const texts = useTexts(sitesTexts);
  const [language] = useLanguage();
  const queries = useQueryClient();
  const { save: saveSettings } = useSettings();
  const params = { path: { id: site.id } };
  const form = useForm({ initialValues: { name: site.name, language: site.language, title: settings.title } });
  const rename = api.useMutation("patch", "/api/admin/sites/{id}", {
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get"], predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/admin/sites") }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const save = form.onSubmit(async ({ name, language, title }) => {
    try {
      if (form.isDirty("name") || form.isDirty("language")) await rename.mutateAsync({ params, body: { name, language } });
      if (form.isDirty("title")) await saveSettings.mutateAsync({ params, body: { title } });
      form.resetDirty();
      notifications.show({ message: texts.saved });
    } catch {
      // the form shows why
    }
  });
  return (
    <Paper withBorder p="lg" component="form" onSubmit={save}>
      <Stack>
        {(rename.error ?? saveSettings.error) && <Failure error={rename.error ?? saveSettings.error} />}
        <TextInput label={texts.name} required maxLength={200} {...form.getInputProps("name")} />
        <TextInput label={texts.widgetTitle} description={texts.widgetTitleText} placeholder={form.values.name} maxLength={200} {...form.getInputProps("title")} />
        <Select label={texts.language} description={texts.languageText} searchable allowDeselect={false} data={languageChoices(language, site.language)} {...form.getInputProps("language")} />
        <Buttons><Button type="submit" disabled={!form.isDirty()} loading={rename.isPending || saveSettings.isPending}>{texts.save}</Button></Buttons>
      </Stack>
    </Paper>
  );
}

function Domains({ site }: { site: SiteDetails }) {
  const texts = useTexts(sitesTexts);
  const queries = useQueryClient();
  const form = useForm({ initialValues: { origins: site.origins } });
  const change = api.useMutation("put", "/api/admin/sites/{id}/origins", {
    meta: { shown: true },
    onSuccess: () => {
      notifications.show({ message: texts.saved });
      return queries.invalidateQueries({ queryKey: ["get", "/api/admin/sites/{id}"] });
    },
  });
  return (
    <Paper withBorder p="lg" component="form" onSubmit={form.onSubmit((body) => change.mutate({ params: { path: { id: site.id } }, body }))}>
      <Stack>
        {change.error && <Failure error={change.error} />}
        <TagsInput
          label={texts.domains}
          description={texts.domainsText}
          placeholder="https://www.example.com"
          splitChars={[",", " "]}
          acceptValueOnBlur
          clearable
          {...form.getInputProps("origins")}
        />
        <Buttons><Button type="submit" disabled={!form.isDirty()} loading={change.isPending}>{texts.save}</Button></Buttons>
      </Stack>
    </Paper>
  );
}
