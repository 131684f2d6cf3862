import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";
import { searchText } from "@/app/search";

/** The steps of the guide after the first, which makes the site. */
export const guideSteps = ["articles", "try", "embed"] as const;

/** How far the guide is. */
export interface GuideSearch {
  site?: string;
  step?: (typeof guideSteps)[number];
}

const sitesRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites",
  validateSearch: ({ q }: { q?: unknown }): { q?: string } => ({ q: searchText(q) }),
  beforeLoad: allow("admin"),
  component: lazyRouteComponent(() => import("@/features/sites/SitesPage"), "SitesPage"),
});

const startRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/start",
  validateSearch: ({ site, step }: GuideSearch): GuideSearch => ({ site, step: guideSteps.find((known) => known === step) }),
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
