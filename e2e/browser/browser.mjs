// What the plays share: a browser, and pages of a running product that must be
// silent and load nothing from elsewhere.
// usage: node PLAY.mjs BASE_URL SCREENSHOT_FOLDER
import assert from "node:assert/strict";
import { join } from "node:path";
import { launch } from "./chromium.mjs";

export { accessible } from "./chromium.mjs";

const [base, shots] = process.argv.slice(2);
const problems = [];

const browser = await launch();

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: "dark" };

// open opens a page in a browser of its own. Whatever its console says fails the
// play, except for what it allows.
export async function open(path, { allow = /$^/, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && !allow.test(m.text()) && problems.push(m.text()));
  page.on("pageerror", (e) => problems.push(e.message));
  page.on("request", (r) => r.url().startsWith(base) || r.url().startsWith("data:") || problems.push(`third party: ${r.url()}`));
  await page.goto(base + path);
  return page;
}

export function screenshot(page, name) {
  return page.screenshot({ path: join(shots, name) });
}

// done ends a play that went well.
export async function done(what) {
  assert.deepEqual(problems, [], "the console is silent and nothing else is loaded");
  await browser.close();
  console.log(`${what}: every step passed`);
}
