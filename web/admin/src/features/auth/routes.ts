import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/routes";

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  // Where one was going: a path of ours, and no other site's address.
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } => (typeof to === "string" && /^\/(?![/\\])/.test(to) ? { to } : {}),
  component: lazyRouteComponent(() => import("@/features/auth/SignInPage"), "SignInPage"),
});

const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/password",
  component: lazyRouteComponent(() => import("@/features/auth/NewPasswordPage"), "NewPasswordPage"),
});

export const authRoutes = [signInRoute, newPasswordRoute] as const;
