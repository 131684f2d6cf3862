import type { QueryClient } from "@tanstack/react-query";
import { createRouter, type RouterHistory } from "@tanstack/react-router";
import { homeRoute } from "@/app/home";
import { panelRoute, rootRoute } from "@/app/routes";
import { NotFound } from "@/app/states";
import { accountRoutes } from "@/features/account/routes";
import { auditRoutes } from "@/features/audit/routes";
import { authRoutes } from "@/features/auth/routes";
import { crmRoutes } from "@/features/crm/routes";
import { dashboardRoutes } from "@/features/dashboard/routes";
import { gapsRoutes } from "@/features/gaps/routes";
import { importsRoutes } from "@/features/imports/routes";
import { inboxRoutes } from "@/features/inbox/routes";
import { insightsRoutes } from "@/features/insights/routes";
import { knowledgeRoutes } from "@/features/knowledge/routes";
import { mailsRoutes } from "@/features/mails/routes";
import { operationsRoutes } from "@/features/operations/routes";
import { playgroundRoutes } from "@/features/playground/routes";
import { teamRoutes } from "@/features/team/routes";
import { siteRoutes } from "@/features/sites/routes";
import { Failure } from "@/ui/Failure";
import { Loading } from "@/ui/Loading";

const tree = rootRoute.addChildren([
  ...authRoutes,
  panelRoute.addChildren([
    homeRoute,
    ...accountRoutes,
    ...auditRoutes,
    ...crmRoutes,
    ...dashboardRoutes,
    ...gapsRoutes,
    ...importsRoutes,
    ...inboxRoutes,
    ...insightsRoutes,
    ...knowledgeRoutes,
    ...mailsRoutes,
    ...operationsRoutes,
    ...playgroundRoutes,
    ...teamRoutes,
    ...siteRoutes,
  ]),
]);

/** Makes the router; a test gives it a history of its own. */
export function createAppRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    basepath: import.meta.env.BASE_URL,
    context: { queryClient },
    defaultPreload: "intent",
    defaultPendingComponent: Loading,
    defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
    defaultNotFoundComponent: NotFound,
    search: { strict: true }, // of an address, only what its route knows
    scrollRestoration: true,
    ...(history && { history }),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
