import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";

const teamRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/team",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/team/TeamPage"), "TeamPage"),
});

const userRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/team/$user",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/team/UserPage"), "UserPage"),
});

export const teamRoutes = [teamRoute, userRoute] as const;
