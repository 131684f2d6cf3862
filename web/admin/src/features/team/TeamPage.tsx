import { Button, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { NewUserForm } from "@/features/team/NewUserForm";
import { Standing } from "@/features/team/Standing";
import { teamTexts } from "@/features/team/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { AnchorLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { uiTexts } from "@/ui/texts";

/** The people who work with the panel, and where one invites more. */
export function TeamPage() {
  const texts = useTexts(teamTexts);
  const { roles } = useTexts(uiTexts);
  const [inviting, { open, close }] = useDisclosure();
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/users", { params: { query: {} } }, cursorPages));
  const sites = api.useQuery("get", "/api/admin/sites", {}, { staleTime: 60_000 }).data?.data;
  const nameOf = (id: string) => sites?.find((site) => site.id === id)?.name;
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
          { header: texts.sites, cell: ({ role, sites }) => <Text size="sm" lineClamp={2}>{role === "admin" ? texts.allSites : sites.map(nameOf).join(", ") || texts.noSites}</Text> },
          { header: texts.standing, cell: (user) => <Standing user={user} /> },
        ]}
        empty={<Empty title={texts.title} />}
      />
      <Modal opened={inviting} onClose={close} title={texts.add} size="lg"><NewUserForm onDone={close} /></Modal>
    </Page>
  );
}
