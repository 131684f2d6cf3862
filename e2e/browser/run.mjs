// Plays one group of visitors.
// usage: node run.mjs GROUP [PLAY], with BASE, PAGES, DESK, KEY and SHOTS in the environment
import { run } from "./plays.mjs";
import { newStage } from "./stage.mjs";

await run("widget", newStage);
