import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";

const accountRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("@/features/account/AccountPage"), "AccountPage"),
});

export const accountRoutes = [accountRoute] as const;
