import { Button, Fieldset, Grid, Group, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { PageSuggestion, SiteSettings } from "@client/schema";
import { useState } from "react";
import { useTexts } from "@/app/language";
import { adaptTo, elementOf, newSuggestion } from "@/features/sites/pageContext";
import { Preview } from "@/features/sites/Preview";
import { SitePage, useSiteID } from "@/features/sites/SitePage";
import { sitesTexts } from "@/features/sites/texts";
import { useSettings } from "@/features/sites/useSettings";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Failure";
import { LeaveGuard } from "@/ui/LeaveGuard";
import { Loaded } from "@/ui/Loaded";

/** Which bubbles the widget shows on which pages, and when. */
export function PageContextPage() {
  const { query } = useSettings();
  const site = useSiteID();
  return (
    <SitePage tab="page-context">
      <Loaded query={query}>{(settings) => <Editor key={site} settings={settings} />}</Loaded>
    </SitePage>
  );
}

function Editor({ settings }: { settings: SiteSettings }) {
  const texts = useTexts(sitesTexts);
  const { save, params } = useSettings();
  const [list, setList] = useState(settings.page_suggestions);
  const [path, setPath] = useState("/");
  const [round, setRound] = useState(0); // a preview's page is opened once for each
  const isChanged = JSON.stringify(list) !== JSON.stringify(settings.page_suggestions);
  const put = (id: string, change: Partial<PageSuggestion>) => setList((all) => all.map((one) => (one.id === id ? { ...one, ...change } : one)));
  const shown = adaptTo(path);
  return (
    <Grid gap="lg">
      <LeaveGuard when={isChanged} />
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack
          component="form"
          gap="lg"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({ params, body: { page_suggestions: list } }, { onSuccess: () => notifications.show({ message: texts.saved }) });
          }}
        >
          <Text c="dimmed">{texts.contextText}</Text>
          {list.length === 0 && <Empty title={texts.noSuggestions}>{texts.noSuggestionsText}</Empty>}
          {list.map((one, i) => (
            <Suggestion key={one.id} number={i + 1} value={one} onChange={(change) => put(one.id, change)} onRemove={() => setList(list.filter(({ id }) => id !== one.id))} />
          ))}
          {save.error && <Failure error={save.error} />}
          <Group justify="space-between">
            <Button variant="default" onClick={() => setList([...list, newSuggestion()])} disabled={list.length >= 50}>{texts.addSuggestion}</Button>
            <Button type="submit" disabled={!isChanged} loading={save.isPending}>{texts.save}</Button>
          </Group>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack pos="sticky" top={68} gap="xs">
          <Group align="end" gap="xs">
            <TextInput flex={1} label={texts.previewPath} description={texts.previewPathText} value={path} onChange={(event) => setPath(event.currentTarget.value)} />
            <Button variant="default" onClick={() => setRound(round + 1)}>{texts.again}</Button>
          </Group>
          <Preview
            key={`${round} ${path}`}
            site={params.path.id}
            change={isChanged ? { page_suggestions: list } : {}}
            adapt={shown}
            element={elementOf(list, path)}
          />
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

interface SuggestionProps {
  number: number;
  value: PageSuggestion;
  onChange: (change: Partial<PageSuggestion>) => void;
  onRemove: () => void;
}

function Suggestion({ number, value, onChange, onRemove }: SuggestionProps) {
  const texts = useTexts(sitesTexts);
  const { triggers } = value;
  const trigger = (name: "after_seconds" | "scroll_percent", amount: number | string) => {
    const { [name]: _, ...others } = triggers;
    onChange({ triggers: amount === "" ? others : { ...others, [name]: Number(amount) } });
  };
  return (
    <Fieldset legend={texts.suggestion(number)}>
      <Stack>
        <TextInput label={texts.pattern} description={texts.patternText} required maxLength={200} value={value.url_pattern} onChange={(event) => onChange({ url_pattern: event.currentTarget.value })} />
        <TextInput label={texts.bubble} required maxLength={200} value={value.text} onChange={(event) => onChange({ text: event.currentTarget.value })} />
        <Textarea label={texts.sends} description={texts.sendsText} autosize maxLength={4000} value={value.message} onChange={(event) => onChange({ message: event.currentTarget.value })} />
        <Text size="sm" fw={500}>{texts.triggers}</Text>
        <Text size="sm" c="dimmed">{texts.triggersText}</Text>
        <Group grow align="start">
          <NumberInput label={texts.afterSeconds} min={0} max={3600} allowDecimal={false} value={triggers.after_seconds ?? ""} onChange={(amount) => trigger("after_seconds", amount)} />
          <NumberInput label={texts.scrolled} min={0} max={100} suffix=" %" allowDecimal={false} value={triggers.scroll_percent ?? ""} onChange={(amount) => trigger("scroll_percent", amount)} />
        </Group>
        <TextInput
          label={texts.element}
          placeholder="#prices"
          maxLength={200}
          value={triggers.element ?? ""}
          onChange={({ currentTarget: { value: element } }) => {
            const { element: _, ...others } = triggers;
            onChange({ triggers: element ? { ...others, element } : others });
          }}
        />
        <Group justify="flex-end">
          <Button variant="default" size="xs" onClick={onRemove} aria-label={`${texts.remove}: ${texts.suggestion(number)}`}>{texts.remove}</Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
