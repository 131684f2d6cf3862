import type { ImportOutcome } from "@client/schema";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";

/** Whether the guide that sets up a site led here; it goes on from here, too. */
export interface GuideSearch {
  guide?: true;
}

/** What a report is narrowed to; it stands in the address, so that it can be linked to. */
export interface ReportFilter extends GuideSearch {
  outcome?: ImportOutcome;
}

const importsRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/imports",
  validateSearch: ({ guide }: GuideSearch): GuideSearch => ({ guide: guide && true }),
  component: lazyRouteComponent(() => import("@/features/imports/ImportsPage"), "ImportsPage"),
});

const importRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/imports/$import",
  validateSearch: ({ guide, outcome }: ReportFilter): ReportFilter => ({ guide: guide && true, outcome }),
  component: lazyRouteComponent(() => import("@/features/imports/ImportPage"), "ImportPage"),
});

export const importsRoutes = [importsRoute, importRoute] as const;
