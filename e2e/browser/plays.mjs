// Plays one group against a running product.
import { join } from "node:path";
import { launch } from "./chromium.mjs";

/**
 * Plays every function that FOLDER/GROUP.mjs exports, each with browsers of its own that begin makes, and ends the
 * process. The command line names the group, and may name one play.
 */
export async function run(folder, begin) {
  const [group, only] = process.argv.slice(2);
  const plays = await import(`./${folder}/${group}.mjs`);
  const browser = await launch();
  let failed = false;
  for (const [name, play] of Object.entries(plays)) {
    if (only && name !== only) continue;
    const scene = begin(browser);
    const from = Date.now();
    try {
      await play(scene);
      await scene.close();
      console.log(`ok   ${name} (${Date.now() - from} ms)`);
    } catch (error) {
      failed = true;
      console.log(`FAIL ${name}\n${error.stack}`);
      await scene.snap(join(process.env.SHOTS, `failed-${group}-${name}.png`));
      await scene.close().catch((problem) => console.log(problem.message));
    }
  }
  await browser.close();
  process.exit(failed ? 1 : 0);
}
