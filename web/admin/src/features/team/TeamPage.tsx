import { Button, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { User } from "@client/schema";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useSites } from "@/api/sites";
import { useTexts } from "@/app/language";
import { NewUserForm } from "@/features/team/NewUserForm";
import { Standing } from "@/features/team/Standing";
import { teamTexts } from "@/features/team/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { AnchorLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { uiTexts } from "@/ui/texts";

const namedSites = 3; // of each user; the others are counted

/** The people who work with the panel, and where one invites more. */
export function TeamPage() {
  const texts = useTexts(teamTexts);
  const { roles } = useTexts(uiTexts);
  const [inviting, { open, close }] = useDisclosure();
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/users", { params: { query: {} } }, cursorPages));
  const named = useSites([...new Set(list.rows?.flatMap(({ sites }) => sites.slice(0, namedSites)))]);
  const sitesOf = ({ role, sites }: User) => {
    if (role === "admin") return texts.allSites;
    const names = named.filter(({ id }) => sites.slice(0, namedSites).includes(id)).map(({ name }) => name);
    if (sites.length > namedSites) names.push(texts.moreSites(sites.length - namedSites));
    return names.join(", ") || texts.noSites;
  };
  return (
    <Page title={texts.title} description={texts.description} actions={<Button onClick={open}>{texts.add}</Button>}>
      <CursorTable
        label={texts.title}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.name, cell: ({ id, name }) => <AnchorLink to="/team/$user" params={{ user: id }}>{name}</AnchorLink> },
          { header: texts.email, cell: ({ email }) => email },
          { header: texts.role, cell: ({ role }) => roles[role] },
          { header: texts.sites, cell: (user) => <Text size="sm" lineClamp={2}>{sitesOf(user)}</Text> },
          { header: texts.standing, cell: (user) => <Standing user={user} /> },
        ]}
        empty={<Empty title={texts.title} />}
      />
      <Modal opened={inviting} onClose={close} title={texts.add} size="lg"><NewUserForm onDone={close} /></Modal>
    </Page>
  );
}
