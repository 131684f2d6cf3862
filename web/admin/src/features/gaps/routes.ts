import type { GapCause } from "@client/schema";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";

/** What the list is narrowed to; it stands in the address, so that it can be linked to. */
export interface GapFilter {
  days?: number;
  cause?: GapCause;
  dismissed?: 1;
}

const gapsRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/gaps",
  validateSearch: ({ days, cause, dismissed }: GapFilter): GapFilter => ({ days, cause, dismissed }),
  component: lazyRouteComponent(() => import("@/features/gaps/GapsPage"), "GapsPage"),
});

export const gapsRoutes = [gapsRoute] as const;
