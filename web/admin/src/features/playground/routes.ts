import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";
import { searchText } from "@/app/search";

const playgroundRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/playground",
  validateSearch: ({ question }: { question?: string }): { question?: string } => ({ question: searchText(question) }),
  beforeLoad: allow("admin", "agent"),
  component: lazyRouteComponent(() => import("@/features/playground/PlaygroundPage"), "PlaygroundPage"),
});

export const playgroundRoutes = [playgroundRoute] as const;
