import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";

const operationsRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/operations",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/operations/OperationsPage"), "OperationsPage"),
});

export const operationsRoutes = [operationsRoute] as const;
