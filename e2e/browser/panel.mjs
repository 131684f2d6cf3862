// Plays one group of staff against a running product: every function that
// panel/GROUP.mjs exports, each in browsers of its own.
// usage: node panel.mjs GROUP [PLAY], with BASE, SITE, KEY, PASSWORD and SHOTS in the environment
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { newDesk } from "./desk.mjs";

const [group, only] = process.argv.slice(2);
const plays = await import(`./panel/${group}.mjs`);
const browser = await launch();
let failed = false;
for (const [name, play] of Object.entries(plays)) {
  if (only && name !== only) continue;
  const desk = newDesk(browser);
  const from = Date.now();
  try {
    await play(desk);
    await desk.close();
    console.log(`ok   ${name} (${Date.now() - from} ms)`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${name}\n${error.stack}`);
    await desk.snap(join(process.env.SHOTS, `failed-${group}-${name}.png`));
    await desk.close().catch((problem) => console.log(problem.message));
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
