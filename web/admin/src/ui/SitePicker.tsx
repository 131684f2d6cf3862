import { type ComboboxParsedItem, MultiSelect, type MultiSelectProps, Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { firstSites, useSites } from "@/api/sites";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

const offered = 50;
const typingPause = 200; // ms

/** Chooses one of the sites that the user may see, which are found by words of their name or domain. */
export function SitePicker({ value = null, ...props }: Omit<SelectProps, "data" | "value"> & { value?: string | null }) {
  const [typed, setTyped] = useState("");
  const offer = useOffer(value === null ? [] : [value], typed);
  return (
    <Select
      searchable
      value={value}
      searchValue={typed}
      onSearchChange={setTyped}
      onFocus={(event) => event.currentTarget.select()} // what is typed takes the place of the name that stands there
      {...offer}
      {...props}
    />
  );
}

/** Narrows a list to one site; nothing chosen stands for all of them. */
export function SiteFilter({ value, onChange, ...props }: Omit<SelectProps, "data" | "value" | "onChange"> & { value: string | undefined; onChange: (site: string | undefined) => void }) {
  const texts = useTexts(uiTexts);
  return <SitePicker clearable placeholder={texts.allSites} value={value ?? null} onChange={(site) => onChange(site ?? undefined)} {...props} />;
}

/** Chooses any number of sites. */
export function SitesPicker({ value = [], ...props }: Omit<MultiSelectProps, "data">) {
  const [typed, setTyped] = useState("");
  return <MultiSelect searchable value={value} searchValue={typed} onSearchChange={setTyped} {...useOffer(value, typed)} {...props} />;
}

/** What a picker offers: the sites that the server finds, and the names of those that are chosen. */
function useOffer(chosen: string[], typed: string) {
  const texts = useTexts(uiTexts);
  const known = useSites(chosen);
  const words = known.some(({ name }) => name === typed) ? "" : typed.trim(); // the name of what is chosen asks for nothing
  const [settled] = useDebouncedValue(words, typingPause);
  const found = useQuery(firstSites(offered, settled)).data;
  const offers = found?.data.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  if (found?.next_cursor) offers.push({ value: "", label: texts.moreSites });
  const isOffered = ({ value }: { value: string }) => offers.some((offer) => offer.value === value);
  return {
    maxLength: 200,
    data: [
      ...offers.map((offer) => ({ ...offer, disabled: offer.value === "" })),
      ...known.map(({ id, name }) => ({ value: id, label: name })).filter((site) => !isOffered(site)),
    ],
    filter: ({ options }: { options: ComboboxParsedItem[] }) => options.filter((option) => "value" in option && isOffered(option)),
    withScrollArea: false, // the list itself scrolls, which the keyboard moves through
    styles: { options: { maxHeight: 220, overflowY: "auto" as const } },
    nothingFoundMessage: found ? texts.noSiteFound : texts.loading,
  };
}
