import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { User } from "@client/schema";
import { useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

interface Props {
  label: string;
  /** The id of a user, who may be gone. */
  value: string | undefined;
  onChange: (user: string | undefined) => void;
}

const most = 20; // users that are shown; further letters find the others
const pause = 200; // ms after the last key

/** Chooses one of all users, whom an admin finds by name or address. */
export function UserPicker({ label, value, onChange }: Props) {
  const texts = useTexts(uiTexts);
  const [search, setSearch] = useState("");
  const chosen = api.useQuery("get", "/api/admin/users/{id}", { params: { path: { id: value ?? "" } } }, { enabled: value !== undefined });
  const shown = value === undefined ? undefined : { value, label: chosen.data ? nameOf(chosen.data) : chosen.error ? texts.formerUser : "…" };
  const [asked] = useDebouncedValue(search === shown?.label ? "" : search.trim(), pause);
  const found = api.useQuery(
    "get", "/api/admin/users", { params: { query: { limit: most, ...(asked && { q: asked }) } } }, { placeholderData: (before) => before },
  );
  const others = (found.data?.data ?? []).filter(({ id }) => id !== value).map((user) => ({ value: user.id, label: nameOf(user) }));
  return (
    <Select
      label={label}
      clearable
      searchable
      comboboxProps={{ withinPortal: false }}
      placeholder={texts.everybody}
      maxLength={200}
      onFocus={(event) => event.currentTarget.select()} // what is typed takes the place of the name that stands there
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options} // the server found them
      nothingFoundMessage={texts.nobody}
      data={shown ? [shown, ...others] : others}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}

const nameOf = ({ name, email }: User) => `${name} (${email})`;
