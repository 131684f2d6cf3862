import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { LATER: "{}" },
  oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment", development: false } },
  server: { fs: { allow: ["../.."] } },
  test: { environment: "jsdom", include: ["test/**/*.test.{ts,tsx}"] },
});
