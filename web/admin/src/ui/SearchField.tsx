import { TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  /** What the list is narrowed to. */
  value: string | undefined;
  onSearch: (words: string | undefined) => void;
}

const typingPause = 250; // ms

/** Narrows a list to words, when the typing pauses. */
export function SearchField({ value = "", onSearch, ...props }: Props) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useDebouncedCallback((words: string) => {
    told.current = words;
    onSearch(words || undefined);
  }, typingPause);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value; // somebody else has changed it, by going back or by showing all
    setTyped(value);
  }, [value]);
  return (
    <TextInput
      type="search"
      maxLength={200}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        tell(value.trim());
      }}
      {...props}
    />
  );
}
