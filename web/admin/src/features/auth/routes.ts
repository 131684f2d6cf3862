import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/app/routes";

const getParentRoute = () => rootRoute;

const signInRoute = createRoute({
  getParentRoute,
  path: "/sign-in",
  // Where one was going: a path of ours, and no other site's address.
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } => (typeof to === "string" && /^\/(?![/\\])/.test(to) ? { to } : {}),
  component: lazyRouteComponent(() => import("@/features/auth/SignInPage"), "SignInPage"),
});

const newPasswordRoute = createRoute({
  getParentRoute,
  path: "/password",
  component: lazyRouteComponent(() => import("@/features/auth/NewPasswordPage"), "NewPasswordPage"),
});

// The paths of internal/panellink, to which mails and the command line lead.

const invitationRoute = createRoute({
  getParentRoute,
  path: "/invitation",
  component: lazyRouteComponent(() => import("@/features/auth/InvitationPage"), "InvitationPage"),
});

const passwordResetRoute = createRoute({
  getParentRoute,
  path: "/password-reset",
  component: lazyRouteComponent(() => import("@/features/auth/PasswordResetPage"), "PasswordResetPage"),
});

const setUpRoute = createRoute({
  getParentRoute,
  path: "/setup",
  component: lazyRouteComponent(() => import("@/features/auth/SetUpPage"), "SetUpPage"),
});

export const authRoutes = [signInRoute, newPasswordRoute, invitationRoute, passwordResetRoute, setUpRoute] as const;
