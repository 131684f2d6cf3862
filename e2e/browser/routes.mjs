// The addresses of the admin panel.
import { readdirSync, readFileSync } from "node:fs";

const features = "../web/admin/src/features";

/** The paths of all screens, as the panel's router has them: "/sites/$site/keys". */
export const routes = readdirSync(features)
  .flatMap((area) => [...readFileSync(`${features}/${area}/routes.ts`, "utf8").matchAll(/path: "([^"]+)"/g)])
  .map(([, path]) => (path.startsWith("/") ? path : `/inbox/${path}`));
