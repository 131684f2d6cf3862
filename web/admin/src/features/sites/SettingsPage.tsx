import {
  Button, ColorInput, Fieldset, Grid, Group, Input, NumberInput, Paper, PasswordInput, SegmentedControl, Select, Slider, Stack, Switch,
  TagsInput, Text, Textarea, TextInput,
} from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import type { ModelProvider, SiteDetails, SiteSettings, SiteSettingsChange, Tracking } from "@client/schema";
import { useState } from "react";
import { fieldErrors } from "@/api/problem";
import { useTexts } from "@/app/language";
import { DurationInput } from "@/features/sites/DurationInput";
import { HoursInput } from "@/features/sites/HoursInput";
import { PublicKey } from "@/features/sites/KeysPage";
import { Preview } from "@/features/sites/Preview";
import { changeOf } from "@/features/sites/change";
import { SitePage, useSite } from "@/features/sites/SitePage";
import { sitesTexts } from "@/features/sites/texts";
import { useSettings } from "@/features/sites/useSettings";
import { WidgetTextsInput } from "@/features/sites/WidgetTextsInput";
import { Failure } from "@/ui/Failure";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { Loaded } from "@/ui/Loaded";

export type SettingsForm = UseFormReturnType<SiteSettings & { provider_key: string }>;

/** Everything that a site's owner decides about the widget, the assistant and conversations. */
export function SettingsPage() {
  const site = useSite();
  const { query } = useSettings();
  return (
    <SitePage tab="settings">
      <Loaded query={site}>
        {(site) => (
          <Stack gap="lg">
            <Key site={site} />
            <Loaded query={query}>{(settings) => <Form key={site.id} site={site} settings={settings} />}</Loaded>
          </Stack>
        )}
      </Loaded>
    </SitePage>
  );
}

function Key({ site }: { site: SiteDetails }) {
  const texts = useTexts(sitesTexts);
  return (
    <Paper withBorder p="md">
      <Group gap="md">
        <Text fw={600}>{texts.apiKey}</Text>
        {site.api_key ? <PublicKey value={site.api_key} /> : <Text c="dimmed">{texts.noKey}</Text>}
      </Group>
    </Paper>
  );
}

function Form({ site, settings }: { site: SiteDetails; settings: SiteSettings }) {
  const texts = useTexts(sitesTexts);
  const { save, params } = useSettings();
  const form: SettingsForm = useForm({ initialValues: { ...settings, provider_key: "" } });
  const change = changeOf({ ...settings, provider_key: "" }, form.values);
  const isChanged = Object.keys(change).length > 0;
  const [round, setRound] = useState(0); // of the fields that keep what is typed
  const { provider_key: _, ...shown } = change; // the preview needs no secret
  const submit = form.onSubmit(() =>
    save.mutate({ params, body: change }, {
      onSuccess(now) {
        form.setValues({ ...now, provider_key: "" });
        notifications.show({ message: texts.saved });
      },
      onError: (error) => form.setErrors(fieldErrors(error)),
    }));
  return (
    <Grid gap="lg">
      <LeaveGuard when={isChanged} />
      <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
        <form onSubmit={submit}>
          <Stack gap="lg">
            <Look form={form} />
            <Assistant form={form} settings={settings} />
            <Escalation form={form} />
            <Waiting key={round} form={form} />
            <Endings form={form} />
            <Privacy form={form} />
            <Limits form={form} />
            {save.error && <Failure error={save.error} />}
            {isChanged && (
              <div className="unsaved">
                <Paper withBorder shadow="md" p="sm">
                  <Group>
                    <Text size="sm">{texts.notSaved}</Text>
                    <Button
                      variant="default"
                      onClick={() => {
                        form.setValues({ ...settings, provider_key: "" });
                        setRound(round + 1);
                      }}
                    >
                      {texts.discard}
                    </Button>
                    <Button type="submit" loading={save.isPending}>{texts.save}</Button>
                  </Group>
                </Paper>
              </div>
            )}
          </Stack>
        </form>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
        <Stack pos="sticky" top={68} gap="xs">
          <Text fw={600}>{texts.preview}</Text>
          <Preview site={site.id} change={shown satisfies SiteSettingsChange} />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

type Section = { form: SettingsForm };

function Look({ form }: Section) {
  const texts = useTexts(sitesTexts);
  const { position, features } = form.values;
  return (
    <Fieldset legend={texts.look}>
      <Stack>
        <Textarea label={texts.welcome} description={texts.welcomeText} autosize minRows={2} maxLength={2000} {...form.getInputProps("welcome_message")} />
        <ColorInput label={texts.color} description={texts.colorText} format="hex" popoverProps={{ withinPortal: false }} eyeDropperButtonProps={{ "aria-label": texts.pickColor }} {...form.getInputProps("primary_color")} />
        <Input.Wrapper label={texts.position} labelElement="div">
          <div>
            <SegmentedControl
              aria-label={texts.position}
              value={position}
              onChange={(value) => form.setFieldValue("position", value as typeof position)}
              data={(["bottom-left", "bottom-right"] as const).map((value) => ({ value, label: texts.positions[value] }))}
            />
          </div>
        </Input.Wrapper>
        <TagsInput label={texts.suggestions} description={texts.suggestionsText} splitChars={[]} acceptValueOnBlur {...form.getInputProps("suggestions")} />
        <Input.Wrapper label={texts.features} labelElement="div">
          <Stack gap="xs" mt="xs">
            {(["person", "email", "reactions", "sound"] as const).map((name) => (
              <Switch key={name} label={texts.featureNames[name]} checked={features[name]} onChange={(event) => form.setFieldValue("features", { ...features, [name]: event.currentTarget.checked })} />
            ))}
          </Stack>
        </Input.Wrapper>
        <WidgetTextsInput value={form.values.texts} onChange={(value) => form.setFieldValue("texts", value)} />
      </Stack>
    </Fieldset>
  );
}

function Assistant({ form, settings }: Section & { settings: SiteSettings }) {
  const texts = useTexts(sitesTexts);
  const { provider, answer_threshold } = form.values;
  const keyStays = settings.provider_key_set && provider === settings.provider && form.values.base_url === settings.base_url;
  return (
    <Fieldset legend={texts.assistant}>
      <Stack>
        <Textarea label={texts.prompt} description={texts.promptText} autosize minRows={3} maxRows={12} maxLength={8000} {...form.getInputProps("system_prompt")} />
        <Select
          label={texts.provider}
          description={texts.providerTexts[provider]}
          allowDeselect={false}
          data={(["extractive", "mistral", "openai"] as ModelProvider[]).map((value) => ({ value, label: texts.providers[value] }))}
          {...form.getInputProps("provider")}
        />
        {provider === "openai" && <TextInput label={texts.baseURL} placeholder="https://models.example.com/v1" required {...form.getInputProps("base_url")} />}
        {provider !== "extractive" && (
          <>
            <TextInput label={texts.model} description={texts.modelText} {...form.getInputProps("model")} />
            <PasswordInput
              label={texts.providerKey}
              description={keyStays ? texts.keySet : settings.provider_key_set ? texts.keyGoes : texts.keyNotSet}
              autoComplete="off"
              {...form.getInputProps("provider_key")}
            />
          </>
        )}
        <Input.Wrapper label={texts.threshold} description={texts.thresholdText} labelElement="div">
          <Slider
            thumbLabel={texts.threshold}
            min={0}
            max={1}
            step={0.05}
            mt="xs"
            mb="lg"
            label={(value) => value.toFixed(2)}
            marks={[{ value: 0, label: texts.answersAlways }, { value: 1, label: texts.answersRarely }]}
            value={answer_threshold}
            onChange={(value) => form.setFieldValue("answer_threshold", value)}
          />
        </Input.Wrapper>
      </Stack>
    </Fieldset>
  );
}

function Escalation({ form }: Section) {
  const texts = useTexts(sitesTexts);
  return (
    <Fieldset legend={texts.escalation}>
      <Stack>
        <TagsInput label={texts.keywords} description={texts.keywordsText} acceptValueOnBlur {...form.getInputProps("escalation_keywords")} />
        <TagsInput label={texts.patterns} description={texts.patternsText} splitChars={[]} acceptValueOnBlur {...form.getInputProps("escalation_patterns")} />
        <NumberInput label={texts.repeated} description={texts.repeatedText} min={0} max={20} allowDecimal={false} {...form.getInputProps("repeated_failures")} />
      </Stack>
    </Fieldset>
  );
}

function Waiting({ form }: Section) {
  const texts = useTexts(sitesTexts);
  return (
    <Fieldset legend={texts.waiting}>
      <Stack>
        <HoursInput value={form.values.business_hours} onChange={(value) => form.setFieldValue("business_hours", value)} />
        <Times form={form} names={["alert_again_seconds", "supervisors_seconds", "tell_visitor_seconds", "close_unattended_seconds", "agent_lease_seconds"]} />
      </Stack>
    </Fieldset>
  );
}

function Endings({ form }: Section) {
  const texts = useTexts(sitesTexts);
  return (
    <Fieldset legend={texts.endings}>
      <Stack>
        <Times form={form} names={["idle_close_seconds", "idle_warning_seconds", "rating_follow_up_seconds"]} />
        <TagsInput label={texts.ratingTags} description={texts.ratingTagsText} acceptValueOnBlur {...form.getInputProps("rating_tags")} />
      </Stack>
    </Fieldset>
  );
}

type TimeName = keyof (typeof sitesTexts)["en"]["times"];

function Times({ form, names }: Section & { names: TimeName[] }) {
  const texts = useTexts(sitesTexts);
  return names.map((name) => {
    const [label, description] = texts.times[name];
    return <DurationInput key={name} label={label!} description={description} value={form.values[name]} error={form.errors[name] as string | undefined} onChange={(seconds) => form.setFieldValue(name, seconds)} />;
  });
}

function Privacy({ form }: Section) {
  const texts = useTexts(sitesTexts);
  return (
    <Fieldset legend={texts.privacy}>
      <Stack>
        <Select
          label={texts.tracking}
          description={texts.trackingText}
          allowDeselect={false}
          data={(["off", "consent", "on"] as Tracking[]).map((value) => ({ value, label: texts.trackings[value] }))}
          {...form.getInputProps("tracking")}
        />
        <Switch label={texts.identityRequired} description={texts.identityRequiredText} {...form.getInputProps("identity_required", { type: "checkbox" })} />
      </Stack>
    </Fieldset>
  );
}

function Limits({ form }: Section) {
  const texts = useTexts(sitesTexts);
  return (
    <Fieldset legend={texts.limits}>
      <Stack>
        <Text size="sm" c="dimmed">{texts.limitsText}</Text>
        {(Object.keys(texts.limitNames) as (keyof SiteSettings["limits"])[]).map((name) => (
          <NumberInput key={name} label={texts.limitNames[name]} min={0} max={1_000_000_000} allowDecimal={false} thousandSeparator=" " {...form.getInputProps(`limits.${name}`)} />
        ))}
      </Stack>
    </Fieldset>
  );
}
