import { Group, Input, NumberInput, Select } from "@mantine/core";
import { useId, useState } from "react";
import { useTexts } from "@/app/language";
import { sitesTexts } from "@/features/sites/texts";

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const; // seconds
type Unit = keyof typeof units;

interface Props {
  label: string;
  description?: string;
  /** Seconds. */
  value: number;
  onChange: (seconds: number) => void;
  error?: string;
}

/** Returns the largest unit in which a time is a whole number. */
export const unitOf = (seconds: number): Unit => (["d", "h", "m"] as const).find((unit) => seconds > 0 && seconds % units[unit] === 0) ?? (seconds > 0 ? "s" : "m");

/** A time in the unit that fits it. */
export function DurationInput({ label, description, value, onChange, error }: Props) {
  const texts = useTexts(sitesTexts);
  const id = useId();
  const [unit, setUnit] = useState(() => unitOf(value));
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error} labelElement="label">
      <Group gap="xs" wrap="nowrap" mt={4}>
        <NumberInput
          id={id}
          min={0}
          allowNegative={false}
          allowDecimal={false}
          w={110}
          value={value / units[unit]}
          onChange={(number) => onChange(Number(number || 0) * units[unit])}
        />
        <Select
          aria-label={`${label}: ${texts.unit}`}
          allowDeselect={false}
          w={130}
          value={unit}
          data={(Object.keys(units) as Unit[]).map((value) => ({ value, label: texts.units[value] }))}
          onChange={(to) => {
            if (!to) return;
            onChange((value / units[unit]) * units[to as Unit]);
            setUnit(to as Unit);
          }}
        />
      </Group>
    </Input.Wrapper>
  );
}
