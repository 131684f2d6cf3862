import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { User } from "@client/schema";
import { LanguageProvider } from "@/app/language";
import Overlays from "@/app/Overlays";
import { createAppQueryClient } from "@/app/queryClient";
import { createAppRouter } from "@/app/router";
import { theme } from "@/app/theme";
import { type Answers, serve } from "@/test/server";

export const ana: User = {
  id: "a0000000-0000-4000-8000-000000000001", email: "ana@example.org", name: "Ana", role: "admin", supervisor: false,
  sites: [], disabled: false, password_temporary: false, invited: false, two_steps: false, created_at: "2026-01-01T10:00:00Z",
};

/**
 * Opens the panel at an address, before a server that gives these answers. Unless
 * they say otherwise an admin is signed in, who has no sites.
 */
export function open(path: string, answers: Answers = {}) {
  const calls = serve({ "GET /api/admin/me": { user: ana }, "GET /api/admin/sites": { data: [] }, ...answers });
  const queryClient = createAppQueryClient(() => void router.invalidate());
  const router = createAppRouter(queryClient, createMemoryHistory({ initialEntries: [path] }));
  render(
    <MantineProvider theme={theme} env="test">
      <LanguageProvider>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Overlays />
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>,
  );
  return { calls, router, queryClient };
}
