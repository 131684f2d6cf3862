import { Badge, Checkbox, Group } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { nameOf } from "@/features/crm/nameOf";
import type { CustomerFilter } from "@/features/crm/routes";
import { crmTexts } from "@/features/crm/texts";
import { CursorTable } from "@/ui/CursorTable";
import { Empty } from "@/ui/Empty";
import { useFormat } from "@/ui/format";
import { AnchorLink } from "@/ui/links";
import { Page } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { SiteFilter } from "@/ui/SitePicker";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/customers");

/** Customers of the user's sites, newest first. */
export function CustomersPage() {
  const texts = useTexts(crmTexts);
  const format = useFormat();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: CustomerFilter) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true });
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/customers", { params: { query: filter } }, cursorPages));
  const narrowed = Object.values(filter).some(Boolean);
  return (
    <Page title={texts.title} description={texts.description}>
      <Group align="end">
        <SearchField label={texts.search} placeholder={texts.searchHint} w={280} value={filter.q} onSearch={(q) => narrow({ q })} />
        <SiteFilter label={texts.site} value={filter.site} onChange={(site) => narrow({ site })} />
        <Checkbox mb={8} label={texts.onlySigned} checked={filter.verified === 1} onChange={(event) => narrow({ verified: event.currentTarget.checked ? 1 : undefined })} />
      </Group>
      <CursorTable
        label={texts.title}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          {
            header: texts.customer,
            cell: (customer) => <AnchorLink to="/customers/$customer" params={{ customer: customer.id }}>{nameOf(customer)}</AnchorLink>,
          },
          { header: texts.email, cell: ({ email }) => email },
          { header: texts.identity, cell: ({ verified }) => <Identity verified={verified} /> },
          { header: texts.site, cell: ({ site }) => site.name },
          { header: texts.conversations, cell: ({ conversations }) => format.number(conversations) },
          { header: texts.lastSeen, width: 160, cell: ({ last_seen_at }) => <TimeAgo at={last_seen_at} /> },
        ]}
        empty={narrowed ? <Empty title={texts.noneFound}>{texts.noneFoundText}</Empty> : <Empty title={texts.none}>{texts.noneText}</Empty>}
      />
    </Page>
  );
}

/** Says how it is known who somebody is. */
export function Identity({ verified }: { verified: boolean }) {
  const texts = useTexts(crmTexts);
  return <Badge variant="default" title={verified ? texts.signedText : texts.typedText}>{verified ? texts.signed : texts.typed}</Badge>;
}
