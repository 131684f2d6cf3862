import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { Mail } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import type { MailFilter } from "@/features/mails/routes";
import { mailsTexts } from "@/features/mails/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { FilterSelect } from "@/ui/FilterSelect";
import { Page } from "@/ui/Page";
import { Reason } from "@/ui/Reason";
import { SiteFilter } from "@/ui/SitePicker";
import { StateBadge } from "@/ui/StateBadge";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/mails");

/** The mails of the user's sites, and where a failed one is sent again. */
export function MailsPage() {
  const texts = useTexts(mailsTexts);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: MailFilter) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true });
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/mails", { params: { query: filter } }, { ...cursorPages, refetchInterval: 10_000 }));
  return (
    <Page title={texts.title} description={texts.description}>
      <Group align="end">
        <SiteFilter label={texts.site} value={filter.site} onChange={(site) => narrow({ site })} />
        <FilterSelect label={texts.status} names={texts.statuses} value={filter.status} onChange={(status) => narrow({ status })} />
        <FilterSelect label={texts.kind} names={texts.kinds} value={filter.kind} onChange={(kind) => narrow({ kind })} />
        {Object.values(filter).some(Boolean) && <Button variant="default" onClick={() => void navigate({ search: {} })}>{texts.all}</Button>}
      </Group>
      <CursorTable
        label={texts.title}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.when, width: 140, cell: ({ created_at }) => <TimeAgo at={created_at} /> },
          { header: texts.kind, cell: ({ kind }) => texts.kinds[kind] },
          { header: texts.to, cell: ({ recipient }) => recipient },
          { header: texts.subject, cell: ({ subject }) => subject },
          { header: texts.status, cell: (mail) => <Standing mail={mail} /> },
        ]}
        empty={<Empty title={texts.none}>{texts.noneText}</Empty>}
      />
    </Page>
  );
}

const colors = { queued: "gray", sent: "green", failed: "red" };

function Standing({ mail: { id, status, attempts, last_error: reason } }: { mail: Mail }) {
  const texts = useTexts(mailsTexts);
  const queryClient = useQueryClient();
  const retry = api.useMutation("post", "/api/admin/mails/{id}/retry", {
    onSuccess() {
      notifications.show({ message: texts.queuedAgain });
      return queryClient.invalidateQueries({ queryKey: ["get", "/api/admin/mails"] });
    },
  });
  return (
    <>
      <StateBadge color={colors[status]}>{texts.statuses[status]}</StateBadge>
      {reason && <Text size="sm"><Reason>{reason}</Reason></Text>}
      {attempts > 0 && status !== "sent" && <Text size="sm" c="dimmed">{texts.attempts(attempts)}</Text>}
      {status === "failed" && (
        <Button mt={4} size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate({ params: { path: { id } } })}>{texts.again}</Button>
      )}
    </>
  );
}
