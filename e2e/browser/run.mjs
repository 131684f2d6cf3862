// Plays one group of visitors against a running product.
// usage: node run.mjs GROUP, with BASE, PAGES, DESK, KEY and SHOTS in the environment
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { newStage } from "./stage.mjs";

const [group, only] = process.argv.slice(2);
const plays = await import(`./widget/${group}.mjs`);
const browser = await launch();
let failed = false;
for (const [name, play] of Object.entries(plays)) {
  if (only && name !== only) continue;
  const stage = newStage(browser);
  const from = Date.now();
  try {
    await play(stage);
    await stage.close();
    console.log(`ok   ${name} (${Date.now() - from} ms)`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${name}\n${error.stack}`);
    await stage.snap(join(process.env.SHOTS, `failed-${group}-${name}.png`));
    await stage.close().catch((problem) => console.log(problem.message));
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
