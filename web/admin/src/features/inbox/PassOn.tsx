import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { inboxTexts } from "@/features/inbox/texts";
import { uiTexts } from "@/ui/texts";

interface Props {
  label: string;
  site: string;
  /** Who has the conversation. */
  without: string | undefined;
  opened: boolean;
  onChange: (opened: boolean) => void;
  onChoose: (agent: string) => void;
}

/** Chooses who of the site's people gets a conversation. */
export function PassOn({ label, site, without, opened, onChange, onChoose }: Props) {
  const texts = useTexts(inboxTexts);
  const { loadMore: more } = useTexts(uiTexts);
  const user = useUser();
  const agents = useRows(api.useInfiniteQuery("get", "/api/admin/sites/{id}/agents", { params: { path: { id: site } } }, { ...cursorPages, enabled: opened }));
  const others = agents.rows?.filter(({ id }) => id !== without);
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-end" width={220}>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>{label}</Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {others?.length === 0 && <Menu.Label>{texts.nobodyElse}</Menu.Label>}
        {others?.map(({ id, name }) => <Menu.Item key={id} onClick={() => onChoose(id)}>{id === user.id ? texts.toMe : name}</Menu.Item>)}
        {agents.loadMore && <Menu.Item closeMenuOnClick={false} disabled={agents.loadingMore} onClick={agents.loadMore}>{more}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
