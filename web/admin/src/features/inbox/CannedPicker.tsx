import { ActionIcon, Combobox, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMessageBolt } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { ranked } from "@/features/inbox/canned";
import { inboxTexts } from "@/features/inbox/texts";

interface Props {
  site: string;
  /** What follows a / that was typed, which opens the list; undefined while it is not asked for. */
  typed: string | undefined;
  onChoose: (content: string) => void;
}

const most = 20; // replies that are shown

/** Finds a canned reply of the site, by button or by what was typed. */
export function CannedPicker({ site, typed, onChoose }: Props) {
  const texts = useTexts(inboxTexts);
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => setSearch(""),
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const [asked] = useDebouncedValue(search, 150);
  useEffect(() => {
    if (typed === undefined) return;
    setSearch(typed);
    combobox.openDropdown();
  }, [typed]);
  const found = api.useQuery(
    "get", "/api/admin/sites/{id}/canned-replies",
    { params: { path: { id: site }, query: { limit: most, ...(asked && { search: asked }) } } },
    { enabled: combobox.dropdownOpened },
  );
  const replies = ranked(found.data?.data ?? [], asked);
  useEffect(() => void combobox.selectFirstOption(), [found.data]);
  return (
    <Combobox
      store={combobox}
      width={320}
      position="top-end"
      withinPortal={false}
      onOptionSubmit={(id) => {
        const reply = replies.find((reply) => reply.id === id);
        combobox.closeDropdown();
        if (reply) onChoose(reply.content);
      }}
    >
      <Combobox.Target withKeyboardNavigation={false} withAriaAttributes={false}>
        <ActionIcon variant="subtle" color="gray" aria-label={texts.canned} title={texts.canned} aria-expanded={combobox.dropdownOpened} onClick={() => combobox.toggleDropdown()}>
          <IconMessageBolt size={16} aria-hidden />
        </ActionIcon>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search aria-label={texts.cannedSearch} placeholder={texts.cannedSearch} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
        <Combobox.Options aria-label={texts.canned} mah={260} style={{ overflowY: "auto" }}>
          {replies.map(({ id, shortcut, content }) => (
            <Combobox.Option key={id} value={id}>
              <Text size="sm" fw={600}>/{shortcut}</Text>
              <Text size="xs" lineClamp={2} dir="auto">{content}</Text>
            </Combobox.Option>
          ))}
          {found.data && replies.length === 0 && <Combobox.Empty>{texts.cannedNone}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
