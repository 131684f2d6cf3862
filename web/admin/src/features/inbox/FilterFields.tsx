import { Button, Checkbox, Select, Stack } from "@mantine/core";
import { useTexts } from "@/app/language";
import { type InboxFilter, narrowed } from "@/features/inbox/filter";
import { inboxTexts } from "@/features/inbox/texts";
import { SitePicker } from "@/ui/SitePicker";

const none: InboxFilter = { site: undefined, status: undefined, reason: undefined, priority: undefined, low: undefined, owed: undefined };
const inside = { withinPortal: false }; // so that choosing does not count as leaving the popover

/** Narrows the list. */
export default function FilterFields({ filter, onChange }: { filter: InboxFilter; onChange: (change: InboxFilter) => void }) {
  const texts = useTexts(inboxTexts);
  return (
    <Stack gap="xs">
      <SitePicker label={texts.site} clearable comboboxProps={inside} value={filter.site ?? null} onChange={(site) => onChange({ site: site ?? undefined })} />
      {filter.view === "all" && <Choice label={texts.status} names={texts.statuses} value={filter.status} onChange={(status) => onChange({ status })} />}
      <Choice label={texts.reason} names={texts.reasons} value={filter.reason} onChange={(reason) => onChange({ reason })} />
      <Choice label={texts.priority} names={texts.priorities} value={filter.priority} onChange={(priority) => onChange({ priority })} />
      <Checkbox label={texts.low} checked={filter.low ?? false} onChange={(event) => onChange({ low: event.currentTarget.checked || undefined })} />
      <Checkbox label={texts.owed} checked={filter.owed ?? false} onChange={(event) => onChange({ owed: event.currentTarget.checked || undefined })} />
      {narrowed(filter) > 0 && <Button size="xs" variant="default" onClick={() => onChange(none)}>{texts.clearFilters}</Button>}
    </Stack>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  names: Record<Value, string>;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

function Choice<Value extends string>({ label, names, value, onChange }: ChoiceProps<Value>) {
  const data = Object.entries<string>(names).map(([value, label]) => ({ value, label }));
  return <Select label={label} clearable comboboxProps={inside} data={data} value={value ?? null} onChange={(chosen) => onChange((chosen as Value | null) ?? undefined)} />;
}
