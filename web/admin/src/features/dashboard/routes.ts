import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";
import { rangeOf } from "@/ui/range";

/** What the numbers are of. */
export interface DashboardFilter {
  site?: string;
  from?: string;
  to?: string;
}

const dashboardRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/dashboard",
  validateSearch: ({ site, ...days }: Record<string, unknown>): DashboardFilter => ({ site: typeof site === "string" ? site : undefined, ...rangeOf(days) }),
  component: lazyRouteComponent(() => import("@/features/dashboard/DashboardPage"), "DashboardPage"),
});

export const dashboardRoutes = [dashboardRoute] as const;
