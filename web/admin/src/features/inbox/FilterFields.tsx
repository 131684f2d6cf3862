import { Button, Checkbox, Stack } from "@mantine/core";
import { useTexts } from "@/app/language";
import { type InboxFilter, narrowed } from "@/features/inbox/filter";
import { inboxTexts } from "@/features/inbox/texts";
import { FilterSelect } from "@/ui/FilterSelect";
import { SiteFilter } from "@/ui/SitePicker";

const none: InboxFilter = { site: undefined, status: undefined, reason: undefined, priority: undefined, low: undefined, owed: undefined };
const inside = { withinPortal: false }; // so that choosing does not count as leaving the popover

/** Narrows the list. */
export default function FilterFields({ filter, onChange }: { filter: InboxFilter; onChange: (change: InboxFilter) => void }) {
  const texts = useTexts(inboxTexts);
  return (
    <Stack gap="xs">
      <SiteFilter label={texts.site} comboboxProps={inside} value={filter.site} onChange={(site) => onChange({ site })} />
      {filter.view === "all" && <FilterSelect label={texts.status} comboboxProps={inside} names={texts.statuses} value={filter.status} onChange={(status) => onChange({ status })} />}
      <FilterSelect label={texts.reason} comboboxProps={inside} names={texts.reasons} value={filter.reason} onChange={(reason) => onChange({ reason })} />
      <FilterSelect label={texts.priority} comboboxProps={inside} names={texts.priorities} value={filter.priority} onChange={(priority) => onChange({ priority })} />
      <Checkbox label={texts.low} checked={filter.low ?? false} onChange={(event) => onChange({ low: event.currentTarget.checked || undefined })} />
      <Checkbox label={texts.owed} checked={filter.owed ?? false} onChange={(event) => onChange({ owed: event.currentTarget.checked || undefined })} />
      {narrowed(filter) > 0 && <Button size="xs" variant="default" onClick={() => onChange(none)}>{texts.clearFilters}</Button>}
    </Stack>
  );
}
