import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";

/** What the list is narrowed to. */
export interface CustomerFilter {
  site?: string;
  q?: string;
  verified?: 1;
}

const customersRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/customers",
  validateSearch: ({ site, q, verified }: Record<string, unknown>): CustomerFilter => ({
    site: typeof site === "string" ? site : undefined,
    q: q === undefined || q === "" ? undefined : String(q),
    verified: Number(verified) === 1 ? 1 : undefined,
  }),
  component: lazyRouteComponent(() => import("@/features/crm/CustomersPage"), "CustomersPage"),
});

const customerRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/customers/$customer",
  component: lazyRouteComponent(() => import("@/features/crm/CustomerPage"), "CustomerPage"),
});

export const crmRoutes = [customersRoute, customerRoute] as const;
