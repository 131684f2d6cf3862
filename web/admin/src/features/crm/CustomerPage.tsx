import { Button, Stack, Text, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload, IconTrash, IconUsers } from "@tabler/icons-react";
import { useDisclosure } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import type { CustomerProfile } from "@client/schema";
import { api } from "@/api/client";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { Identity } from "@/features/crm/CustomersPage";
import { CustomerNotes } from "@/features/crm/CustomerNotes";
import { EraseDialog } from "@/features/crm/EraseDialog";
import { MergeDialog } from "@/features/crm/MergeDialog";
import { nameOf } from "@/features/crm/nameOf";
import { crmTexts } from "@/features/crm/texts";
import { ConversationLink } from "@/ui/ConversationLink";
import { Empty } from "@/ui/Empty";
import { Facts } from "@/ui/Facts";
import { AnchorLink } from "@/ui/links";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { PlainTable } from "@/ui/PlainTable";
import { saveFile } from "@/ui/saveFile";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/customers/$customer");

/** One customer: conversations over all browsers, and notes. */
export function CustomerPage() {
  const { customer: id } = route.useParams();
  const query = api.useQuery("get", "/api/admin/customers/{id}", { params: { path: { id } } });
  return <Loaded query={query}>{(profile) => <Profile key={id} {...profile} />}</Loaded>;
}

function Profile(profile: CustomerProfile) {
  const texts = useTexts(crmTexts);
  const { customer } = profile;
  return (
    <Page title={nameOf(customer)} description={customer.site.name} actions={useRole("admin") && <Actions {...profile} />}>
      <Facts
        label={nameOf(customer)}
        facts={[
          { label: texts.email, value: <Text inherit size="md" className="wrap">{customer.email ?? texts.unknown}</Text>, note: profile.emails.join(", ") || undefined },
          { label: texts.identity, value: <Identity verified={customer.verified} />, note: customer.external_id ?? undefined },
          { label: texts.since, value: <Text inherit size="md"><TimeAgo at={customer.created_at} /></Text> },
          { label: texts.lastSeen, value: <Text inherit size="md"><TimeAgo at={customer.last_seen_at} /></Text> },
        ]}
      />
      <Stack gap="xs">
        <Title order={2} size="h3">{texts.conversations}</Title>
        <Conversations {...profile} />
      </Stack>
      <Stack gap="xs">
        <Title order={2} size="h3">{texts.browsers}</Title>
        <PlainTable
          label={texts.browsers}
          rows={profile.browsers}
          rowKey={({ visitor_id }) => visitor_id}
          columns={[
            {
              header: texts.browser,
              cell: ({ visitor_id }) => (
                <AnchorLink to="/insights/visitors/$visitor" params={{ visitor: visitor_id }} search={{ site: customer.site.id }}>
                  {texts.browserNumber(profile.browsers.findIndex((browser) => browser.visitor_id === visitor_id) + 1)}
                </AnchorLink>
              ),
            },
            { header: texts.firstSeen, cell: ({ first_seen_at }) => <TimeAgo at={first_seen_at} /> },
            { header: texts.lastSeen, cell: ({ last_seen_at }) => <TimeAgo at={last_seen_at} /> },
            { header: texts.lastPage, cell: ({ last_page }) => <Text size="sm" className="wrap">{last_page}</Text> },
          ]}
        />
      </Stack>
      <CustomerNotes customer={customer.id} notes={profile.notes} />
    </Page>
  );
}

function Conversations({ conversations, browsers }: CustomerProfile) {
  const texts = useTexts(crmTexts);
  if (conversations.length === 0) return <Empty title={texts.noConversations} />;
  return (
    <PlainTable
      label={texts.conversations}
      rows={conversations}
      rowKey={({ id }) => id}
      columns={[
        { header: texts.began, cell: ({ created_at }) => <TimeAgo at={created_at} /> },
        { header: texts.firstWords, cell: ({ id, first_words }) => <ConversationLink id={id}>{first_words || texts.nothingWritten}</ConversationLink> },
        { header: texts.status, cell: ({ status }) => texts.statuses[status] },
        { header: texts.stars, cell: ({ stars }) => stars && texts.ofFive(stars) },
        { header: texts.browser, cell: ({ visitor_id }) => texts.browserNumber(browsers.findIndex((browser) => browser.visitor_id === visitor_id) + 1) },
      ]}
    />
  );
}

function Actions({ customer }: CustomerProfile) {
  const texts = useTexts(crmTexts);
  const [merging, merge] = useDisclosure();
  const [erasing, erase] = useDisclosure();
  const exported = api.useMutation("post", "/api/admin/customers/{id}/export", {
    onSuccess(data) {
      saveFile(`customer-${customer.id}.json`, "application/json", JSON.stringify(data, null, 2));
      notifications.show({ message: texts.exported });
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<IconUsers size={18} aria-hidden />} onClick={merge.open}>{texts.merge}</Button>
      <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} loading={exported.isPending} onClick={() => exported.mutate({ params: { path: { id: customer.id } } })}>{texts.export}</Button>
      <Button variant="default" leftSection={<IconTrash size={18} aria-hidden />} onClick={erase.open}>{texts.erase}</Button>
      <MergeDialog customer={customer} opened={merging} onClose={merge.close} />
      <EraseDialog customer={customer} opened={erasing} onClose={erase.close} />
    </>
  );
}
