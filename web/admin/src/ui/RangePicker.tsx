import { Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTexts } from "@/app/language";
import { isPossible, lastDays, longest, type Range } from "@/ui/range";
import { uiTexts } from "@/ui/texts";

const spans = [7, 30, 90, 365];

/** Chooses a range of days. */
export function RangePicker({ value, onChange }: { value: Range; onChange: (range: Range) => void }) {
  const texts = useTexts(uiTexts);
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value.from, value.to]);
  const change = (part: Partial<Range>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    if (isPossible(next)) onChange(next);
  };
  const same = (range: Range) => range.from === value.from && range.to === value.to;
  const span = spans.find((days) => same(lastDays(days)));
  return (
    <Stack gap={4}>
      <Group align="end" gap="xs">
        <SegmentedControl
          aria-label={texts.range}
          data={[...spans.map((days) => ({ value: String(days), label: texts.days(days) })), ...(span ? [] : [{ value: "", label: texts.ownRange, disabled: true }])]}
          value={String(span ?? "")}
          onChange={(days) => onChange(lastDays(Number(days)))}
        />
        <TextInput type="date" label={texts.from} value={draft.from} max={draft.to} onChange={(event) => change({ from: event.currentTarget.value })} />
        <TextInput type="date" label={texts.to} value={draft.to} min={draft.from} onChange={(event) => change({ to: event.currentTarget.value })} />
      </Group>
      {!isPossible(draft) && <Text role="alert" size="sm" c="var(--mantine-color-error)">{texts.impossibleRange(longest)}</Text>}
    </Stack>
  );
}
