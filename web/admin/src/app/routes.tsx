import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, Outlet, redirect } from "@tanstack/react-router";
import type { User, UserRole } from "@client/schema";
import { codeOf } from "@/api/problem";
import { me } from "@/api/session";
import { Shell } from "@/app/Shell";
import { NotFound } from "@/app/states";

/** Screens that need nobody to be signed in hang below it. */
export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
});

/** Everything else hangs below it: the navigation stands around it, and somebody is signed in. */
export const panelRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "panel",
  async beforeLoad({ context, location }) {
    const { user } = await context.queryClient.ensureQueryData(me).catch((error: unknown) => {
      if (codeOf(error) === "sign_in_required") throw redirect({ to: "/sign-in", search: { to: location.publicHref } });
      throw error;
    });
    if (user.password_temporary) throw redirect({ to: "/password" });
    return { user, refused: false };
  },
  component: Shell,
});

/** Keeps a screen from other roles: `beforeLoad: allow("admin")`. The shell says so in its place. */
export const allow = (...roles: UserRole[]) => ({ context }: { context: { user: User } }) => ({ refused: !roles.includes(context.user.role) });
