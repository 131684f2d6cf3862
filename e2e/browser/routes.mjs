// The addresses of the admin panel.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const features = "../web/admin/src/features";

/** The paths of all screens, as the panel's router has them: "/sites/$site/keys". */
export const routes = readdirSync(features, { recursive: true })
  .filter((name) => basename(name) === "routes.ts")
  .flatMap((name) => [...readFileSync(join(features, name), "utf8").matchAll(/path: "([^"]+)"/g)])
  .map(([, path]) => (path.startsWith("/") ? path : `/inbox/${path}`));
