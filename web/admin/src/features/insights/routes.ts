import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";
import { rangeOf } from "@/ui/range";

/** What the numbers and the list are of. */
export interface InsightsFilter {
  site?: string;
  from?: string;
  to?: string;
  identified?: 1;
  converted?: 1;
  page?: string;
}

const filterOf = ({ site, identified, converted, page, ...days }: Record<string, unknown>): InsightsFilter => ({
  site: typeof site === "string" ? site : undefined,
  identified: Number(identified) === 1 ? 1 : undefined,
  converted: Number(converted) === 1 ? 1 : undefined,
  page: page === undefined || page === "" ? undefined : String(page),
  ...rangeOf(days),
});

const insightsRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/insights",
  validateSearch: filterOf,
  component: lazyRouteComponent(() => import("@/features/insights/InsightsPage"), "InsightsPage"),
});

const visitorRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/insights/visitors/$visitor",
  validateSearch: ({ site, ...days }: Record<string, unknown>): { site: string; from?: string; to?: string } => ({ site: String(site), ...rangeOf(days) }),
  component: lazyRouteComponent(() => import("@/features/insights/VisitorPage"), "VisitorPage"),
});

export const insightsRoutes = [insightsRoute, visitorRoute] as const;
