import { Button, Group, Paper, Select, Stack, Stepper, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { SiteDetails } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/problem";
import { useLanguage, useTexts } from "@/app/language";
import { Snippet } from "@/features/sites/InstallPage";
import { languageChoices } from "@/features/sites/languages";
import { Preview } from "@/features/sites/Preview";
import { guideSteps } from "@/features/sites/routes";
import { sitesTexts } from "@/features/sites/texts";
import { Failure } from "@/ui/Failure";
import { ButtonLink } from "@/ui/links";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";

const route = getRouteApi("/panel/start");
const nothing = {};

/** Leads a new owner to a widget that answers: a site, some articles, a try. */
export function StartPage() {
  const texts = useTexts(sitesTexts);
  const { site, step = "articles" } = route.useSearch();
  const navigate = route.useNavigate();
  const goTo = (step: (typeof guideSteps)[number]) => void navigate({ search: { site, step } });
  return (
    <Page title={texts.start} description={texts.startText}>
      <Stepper active={site ? guideSteps.indexOf(step) + 1 : 0} allowNextStepsSelect={false} onStepClick={(index) => goTo(guideSteps[index - 1]!)}>
        <Stepper.Step label={texts.steps[0]} allowStepSelect={false}>
          <NewSite onMade={({ id }) => void navigate({ search: { site: id }, replace: true })} />
        </Stepper.Step>
        <Stepper.Step label={texts.steps[1]}>{site && <Articles site={site} onDone={() => goTo("try")} />}</Stepper.Step>
        <Stepper.Step label={texts.steps[2]}>{site && <Try site={site} onDone={() => goTo("embed")} />}</Stepper.Step>
        <Stepper.Step label={texts.steps[3]}>{site && <Embed site={site} />}</Stepper.Step>
      </Stepper>
    </Page>
  );
}

function NewSite({ onMade }: { onMade: (site: SiteDetails) => void }) {
  const texts = useTexts(sitesTexts);
  const [language] = useLanguage();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { name: "", language: language as string, origin: "" } });
  const create = api.useMutation("post", "/api/admin/sites", {
    meta: { shown: true },
    async onSuccess(site) {
      await queries.invalidateQueries({ queryKey: ["get", "/api/admin/sites"] });
      onMade(site);
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Paper
      withBorder
      p="lg"
      maw={560}
      component="form"
      onSubmit={form.onSubmit(({ name, language, origin }) => create.mutate({ body: { name, language, origins: origin.trim() ? [origin.trim()] : [] } }))}
    >
      <Stack>
        {create.error && <Failure error={create.error} />}
        <TextInput label={texts.name} placeholder={texts.namePlaceholder} required maxLength={200} {...form.getInputProps("name")} />
        <Select label={texts.language} description={texts.languageText} searchable allowDeselect={false} data={languageChoices(language)} {...form.getInputProps("language")} />
        <TextInput label={texts.domain} description={texts.domainText} placeholder="https://www.example.com" {...form.getInputProps("origin")} />
        <Group justify="flex-end"><Button type="submit" loading={create.isPending}>{texts.createSite}</Button></Group>
      </Stack>
    </Paper>
  );
}

function Articles({ site, onDone }: { site: string; onDone: () => void }) {
  const texts = useTexts(sitesTexts);
  const params = { path: { id: site } };
  const details = api.useQuery("get", "/api/admin/sites/{id}", { params });
  const published = api.useQuery("get", "/api/admin/sites/{id}/knowledge-base", { params }).data?.statuses.published ?? 0;
  const queries = useQueryClient();
  const form = useForm({ initialValues: { title: "", body: "" } });
  const write = api.useMutation("post", "/api/admin/sites/{id}/articles", {
    meta: { shown: true },
    onSuccess() {
      form.reset();
      return queries.invalidateQueries({ queryKey: ["get", "/api/admin/sites/{id}/knowledge-base"] });
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Loaded query={details}>
      {({ language }) => (
        <Stack maw={720}>
          <Text>{texts.articlesText}</Text>
          {published > 0 && <Text role="status" fw={600}>{texts.written(published)}</Text>}
          <Paper
            withBorder
            p="lg"
            component="form"
            onSubmit={form.onSubmit(({ title, body }) => write.mutate({ params, body: { id: crypto.randomUUID(), title, body, language, status: "published" } }))}
          >
            <Stack>
              <Title order={2} size="h4">{texts.writeArticle}</Title>
              {write.error && <Failure error={write.error} />}
              <TextInput label={texts.articleTitle} placeholder={texts.articleTitlePlaceholder} required maxLength={500} {...form.getInputProps("title")} />
              <Textarea label={texts.articleBody} description={texts.articleBodyText} required autosize minRows={4} maxRows={14} {...form.getInputProps("body")} />
              <Group justify="flex-end"><Button type="submit" variant={published ? "default" : "filled"} loading={write.isPending}>{texts.publish}</Button></Group>
            </Stack>
          </Paper>
          <Group justify="space-between">
            <ButtonLink variant="default" to="/sites/$site/imports" params={{ site }} search={{ guide: true }}>{texts.importInstead}</ButtonLink>
            <Button onClick={onDone} variant={published ? "filled" : "default"}>{texts.next}</Button>
          </Group>
        </Stack>
      )}
    </Loaded>
  );
}

function Try({ site, onDone }: { site: string; onDone: () => void }) {
  const texts = useTexts(sitesTexts);
  return (
    <Stack maw={720}>
      <Text>{texts.tryText}</Text>
      <Preview site={site} change={nothing} opened />
      <Group justify="flex-end"><Button onClick={onDone}>{texts.next}</Button></Group>
    </Stack>
  );
}

function Embed({ site }: { site: string }) {
  const texts = useTexts(sitesTexts);
  const details = api.useQuery("get", "/api/admin/sites/{id}", { params: { path: { id: site } } });
  return (
    <Stack maw={820}>
      <Loaded query={details}>{(details) => <Snippet site={details} />}</Loaded>
      <Group justify="flex-end"><ButtonLink to="/sites/$site/install" params={{ site }}>{texts.checkInstalled}</ButtonLink></Group>
    </Stack>
  );
}
