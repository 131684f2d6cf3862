import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { panelRoute } from "@/app/routes";
import type { InboxFilter } from "@/features/inbox/filter";

const inboxRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/inbox",
  validateSearch: ({ view, site, status, reason, priority, low, owed }: InboxFilter): InboxFilter => ({ view, site, status, reason, priority, low, owed }),
  component: lazyRouteComponent(() => import("@/features/inbox/InboxPage"), "InboxPage"),
});

const conversationRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: "$conversation",
  component: lazyRouteComponent(() => import("@/features/inbox/ConversationPane"), "ConversationPane"),
});

const cannedRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/canned-replies",
  component: lazyRouteComponent(() => import("@/features/inbox/CannedPage"), "CannedPage"),
});

export const inboxRoutes = [inboxRoute.addChildren([conversationRoute]), cannedRoute] as const;
