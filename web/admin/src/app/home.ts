import { createRoute, redirect } from "@tanstack/react-router";
import { navigationOf } from "@/app/navigation";
import { panelRoute } from "@/app/routes";

/** Leads to the screen that one begins with. */
export const homeRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/",
  beforeLoad({ context }) {
    const first = navigationOf(context.user.role).find(({ section }) => section !== "site");
    throw redirect({ to: first?.to ?? "/account" });
  },
});
