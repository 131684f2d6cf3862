import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { lazy, Suspense, useState } from "react";
import { createAppQueryClient } from "@/app/queryClient";
import { createAppRouter } from "@/app/router";
import { colorVariables, theme } from "@/app/theme";
import { LanguageProvider } from "@/app/language";
import { LocalTheme } from "@/app/LocalTheme";

const Overlays = lazy(() => import("@/app/Overlays"));

// The server puts a number into the page that its policy for styles names;
// without it the browser refuses the styles that are made here.
const styleNonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
setNonce(styleNonce);

/** The whole panel. */
export function App() {
  const [{ queryClient, router }] = useState(() => {
    const queryClient = createAppQueryClient(() => void router.invalidate());
    const router = createAppRouter(queryClient);
    return { queryClient, router };
  });
  return (
    <MantineProvider theme={theme} cssVariablesResolver={colorVariables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
      <LanguageProvider>
        <LocalTheme>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            <Suspense><Overlays /></Suspense>
          </QueryClientProvider>
        </LocalTheme>
      </LanguageProvider>
    </MantineProvider>
  );
}
