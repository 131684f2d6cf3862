// Plays one group of staff.
// usage: node panel.mjs GROUP [PLAY], with BASE, SITE, KEY, PASSWORD and SHOTS in the environment
import { run } from "./plays.mjs";
import { newDesk } from "./desk.mjs";

await run("panel", newDesk);
