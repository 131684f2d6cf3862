import type { ImportOutcome } from "@client/schema";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";

/** What a report is narrowed to; it stands in the address, so that it can be linked to. */
export interface ReportFilter {
  outcome?: ImportOutcome;
}

const importsRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/imports",
  component: lazyRouteComponent(() => import("@/features/imports/ImportsPage"), "ImportsPage"),
});

const importRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/imports/$import",
  validateSearch: ({ outcome }: ReportFilter): ReportFilter => ({ outcome }),
  component: lazyRouteComponent(() => import("@/features/imports/ImportPage"), "ImportPage"),
});

export const importsRoutes = [importsRoute, importRoute] as const;
