import type { AuditAction } from "@client/schema";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";

/** What the list is narrowed to; it stands in the address, so that it can be linked to. */
export interface AuditFilter {
  site?: string;
  user?: string;
  action?: AuditAction;
  conversation?: string;
}

const auditRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/audit",
  validateSearch: ({ site, user, action, conversation }: AuditFilter): AuditFilter => ({ site, user, action, conversation }),
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/audit/AuditPage"), "AuditPage"),
});

export const auditRoutes = [auditRoute] as const;
