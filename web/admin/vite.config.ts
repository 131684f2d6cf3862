import react from "@vitejs/plugin-react";
import mantine from "postcss-preset-mantine";
import { defineConfig } from "vitest/config";
import { withoutUnusedStyles } from "./styles.ts";

const path = (relative: string) => new URL(relative, import.meta.url).pathname;

export default defineConfig({
  base: "/admin/", // as in internal/panellink
  plugins: [react(), withoutUnusedStyles()],
  resolve: { alias: { "@client": path("../client/src"), "@": path("src") } },
  css: { postcss: { plugins: [mantine()] } },
  build: {
    target: ["chrome116", "firefox124", "safari17.4"],
    assetsInlineLimit: 0, // the policy has no data: but for images
    manifest: true,
    license: { fileName: "licenses.md" },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000, // build.mjs has the limit that counts
  },
  server: { fs: { allow: [".."] }, proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { environment: "jsdom", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test/setup.ts"], testTimeout: 30_000 },
});
