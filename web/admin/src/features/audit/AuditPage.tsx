import { Button, Group, Text } from "@mantine/core";
import type { AuditEntry } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { auditTexts } from "@/features/audit/texts";
import type { AuditFilter } from "@/features/audit/routes";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { FilterSelect } from "@/ui/FilterSelect";
import { AnchorLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { SiteFilter } from "@/ui/SitePicker";
import { TimeAgo } from "@/ui/TimeAgo";
import { useDutch } from "@/ui/useDutch";
import { UserPicker } from "@/ui/UserPicker";

const route = getRouteApi("/panel/audit");

/** Everything that staff did, newest first. */
export function AuditPage() {
  const texts = useTexts(auditTexts);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: AuditFilter) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true });
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/audit", { params: { query: filter } }, cursorPages));
  return (
    <Page title={texts.title} description={texts.description}>
      <Group align="end">
        <SiteFilter label={texts.site} value={filter.site} onChange={(site) => narrow({ site })} />
        <UserPicker label={texts.who} value={filter.user} onChange={(user) => narrow({ user })} />
        <FilterSelect label={texts.action} searchable names={texts.actions} value={filter.action} onChange={(action) => narrow({ action })} />
        {Object.values(filter).some(Boolean) && <Button variant="default" onClick={() => void navigate({ search: {} })}>{texts.all}</Button>}
      </Group>
      <CursorTable
        label={texts.title}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.when, width: 160, cell: ({ created_at }) => <TimeAgo at={created_at} /> },
          { header: texts.who, cell: ({ user }) => <Who user={user} filter={filter} /> },
          { header: texts.action, cell: ({ action }) => texts.actions[action] },
          { header: texts.details, cell: (entry) => <Details {...entry} /> },
        ]}
        empty={<Empty title={texts.none}>{texts.noneText}</Empty>}
      />
    </Page>
  );
}

/** Who did it; it leads to what else they did. */
function Who({ user, filter }: { user: AuditEntry["user"]; filter: AuditFilter }) {
  const { commandLine } = useTexts(auditTexts);
  if (!user) return commandLine;
  return <AnchorLink to="/audit" search={{ ...filter, user: user.id }} className="wrap">{user.email}</AnchorLink>;
}

function Details({ details }: AuditEntry) {
  const dutch = useDutch();
  return Object.entries(details).map(([field, value]) => (
    <Text key={field} size="sm">{dutch ? dutch.translateDetail(field, value) : `${field}: ${value}`}</Text>
  ));
}
