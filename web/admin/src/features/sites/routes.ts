import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";

const sitesRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/SitesPage"), "SitesPage"),
});

const startRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/start",
  validateSearch: ({ site }: { site?: string }): { site?: string } => ({ site }),
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/StartPage"), "StartPage"),
});

const generalRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/general",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/GeneralPage"), "GeneralPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/settings",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/SettingsPage"), "SettingsPage"),
});

const keysRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/keys",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/KeysPage"), "KeysPage"),
});

const installRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/install",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/InstallPage"), "InstallPage"),
});

const contextRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/page-context",
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/PageContextPage"), "PageContextPage"),
});

export const siteRoutes = [sitesRoute, startRoute, generalRoute, settingsRoute, keysRoute, installRoute, contextRoute] as const;
