import { Select, type SelectProps } from "@mantine/core";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

interface FilterSelectProps<Value extends string> extends Omit<SelectProps, "data" | "value" | "onChange"> {
  /** What each value is called, in the order in which they are offered. */
  names: Record<Value, string>;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

/** Narrows a list to one of several values; nothing chosen stands for all of them. */
export function FilterSelect<Value extends string>({ names, value, onChange, ...props }: FilterSelectProps<Value>) {
  const texts = useTexts(uiTexts);
  const data = Object.entries<string>(names).map(([value, label]) => ({ value, label }));
  return <Select clearable placeholder={texts.any} data={data} value={value ?? null} onChange={(chosen) => onChange((chosen as Value | null) ?? undefined)} {...props} />;
}
