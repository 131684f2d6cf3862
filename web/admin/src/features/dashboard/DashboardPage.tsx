import { Group } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { Numbers } from "@/features/dashboard/Numbers";
import type { DashboardFilter } from "@/features/dashboard/routes";
import { SiteCosts } from "@/features/dashboard/SiteCosts";
import { dashboardTexts } from "@/features/dashboard/texts";
import { Loaded } from "@/ui/Loaded";
import { Loading } from "@/ui/Loading";
import { Page } from "@/ui/Page";
import { lastDays, rangeOf } from "@/ui/range";
import { RangePicker } from "@/ui/RangePicker";
import { SiteFilter } from "@/ui/SitePicker";

const Charts = lazy(() => import("@/features/dashboard/Charts"));
const route = getRouteApi("/panel/dashboard");

/** How conversations went in a range of days, beside the range before it. */
export function DashboardPage() {
  const texts = useTexts(dashboardTexts);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: DashboardFilter) => void navigate({ search: (previous) => ({ ...previous, ...change }), replace: true });
  const range = rangeOf(filter) ?? lastDays(30);
  const query = { ...range, ...(filter.site && { site: filter.site }) };
  const analytics = api.useQuery("get", "/api/admin/analytics", { params: { query } }, { placeholderData: keepPreviousData });
  return (
    <Page title={texts.title} description={texts.description}>
      <Group align="end">
        <SiteFilter label={texts.site} value={filter.site} onChange={(site) => narrow({ site })} />
        <RangePicker value={range} onChange={narrow} />
      </Group>
      <Loaded query={analytics}>
        {(found) => (
          <>
            <Numbers {...found} />
            <Suspense fallback={<Loading lines={8} />}><Charts analytics={found} query={query} /></Suspense>
            <SiteCosts sites={found.sites} query={query} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
