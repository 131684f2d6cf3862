import type { MailKind, MailStatus } from "@client/schema";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";

/** What the list is narrowed to; it stands in the address, so that it can be linked to. */
export interface MailFilter {
  site?: string;
  status?: MailStatus;
  kind?: MailKind;
  conversation?: string;
}

const mailsRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/mails",
  validateSearch: ({ site, status, kind, conversation }: MailFilter): MailFilter => ({ site, status, kind, conversation }),
  beforeLoad: allow("admin", "agent"),
  component: lazyRouteComponent(() => import("@/features/mails/MailsPage"), "MailsPage"),
});

const siteMailRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/mail",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/mails/SiteMailPage"), "SiteMailPage"),
});

export const mailsRoutes = [mailsRoute, siteMailRoute] as const;
