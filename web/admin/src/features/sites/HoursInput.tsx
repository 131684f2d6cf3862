import { Select, Stack, Switch, TextInput } from "@mantine/core";
import type { BusinessHours } from "@client/schema";
import { useState } from "react";
import { useTexts } from "@/app/language";
import { type Day, days, officeHours, readSpans, writeSpans } from "@/features/sites/hours";
import { sitesTexts } from "@/features/sites/texts";

interface Props {
  value: BusinessHours | null;
  onChange: (hours: BusinessHours | null) => void;
}

/** When somebody is there: always, or at some hours of the week. */
export function HoursInput({ value, onChange }: Props) {
  const texts = useTexts(sitesTexts);
  const setDay = (day: Day, spans: string[][]) => {
    if (!value) return;
    const { [day]: _, ...others } = value.days;
    onChange({ ...value, days: spans.length ? { ...others, [day]: spans } : others });
  };
  return (
    <Stack gap="xs">
      <Switch label={texts.always} checked={value === null} onChange={(event) => onChange(event.currentTarget.checked ? null : officeHours())} />
      {value && (
        <>
          <Select
            label={texts.timeZone}
            searchable
            allowDeselect={false}
            limit={50}
            data={[...new Set([value.time_zone, ...Intl.supportedValuesOf("timeZone")])]}
            value={value.time_zone}
            onChange={(time_zone) => time_zone && onChange({ ...value, time_zone })}
          />
          {days.map((day) => <DayInput key={day} label={texts.days[day]} spans={value.days[day]} onChange={(spans) => setDay(day, spans)} />)}
        </>
      )}
    </Stack>
  );
}

function DayInput({ label, spans, onChange }: { label: string; spans: string[][] | undefined; onChange: (spans: string[][]) => void }) {
  const texts = useTexts(sitesTexts);
  const [text, setText] = useState(() => writeSpans(spans));
  const read = readSpans(text);
  return (
    <TextInput
      label={label}
      placeholder={texts.closed}
      value={text}
      error={read ? undefined : texts.hoursWrong}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const spans = readSpans(event.currentTarget.value);
        if (spans) onChange(spans);
      }}
    />
  );
}
