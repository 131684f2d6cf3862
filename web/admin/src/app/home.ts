import { createRoute, redirect } from "@tanstack/react-router";
import { firstSites } from "@/api/sites";
import { navigationOf } from "@/app/navigation";
import { panelRoute } from "@/app/routes";

/** Leads to the screen that one begins with: for an admin without any site, to where the first one is made. */
export const homeRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/",
  async beforeLoad({ context }) {
    if (context.user.role === "admin") {
      const { data } = await context.queryClient.ensureQueryData(firstSites(1));
      if (data.length === 0) throw redirect({ to: "/start" });
    }
    const first = navigationOf(context.user.role).find(({ section }) => section !== "site");
    throw redirect({ to: first?.to ?? "/account" });
  },
});
