// The browsers of staff before the admin panel.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accessible } from "./chromium.mjs";

const { BASE: base, SITE: site, KEY: key, PASSWORD: password, SHOTS: shots, MAILS: mails, SETUP: setUpLink } = process.env;

/** Where the panel is. */
export const panel = `${base}/admin`;

export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** What browsers say by themselves about an answer that the panel expects, such as a refused sign-in. */
const expected = /^error: Failed to load resource: the server responded with a status of 4\d\d/;

/** Loads a page anew until it shows what workers bring about within seconds. */
export async function reloadUntil(page, locator) {
  for (let i = 0; i < 30; i++) {
    const there = await locator.waitFor({ timeout: 1000 }).then(() => true, () => false);
    if (there) return;
    await page.reload();
  }
  await locator.waitFor();
}

export function newDesk(browser) {
  const contexts = [];
  const problems = [];
  let last = null;

  const desk = {
    base,
    panel,
    site,
    key,
    password,
    /** What `innconnect setup` printed; good while there is no user. */
    setUpLink,

    /**
     * Opens an address of the panel, in a browser of its own unless a context is
     * named. Whatever the console says fails the play, and so does what the policy
     * refuses, except for what it allows.
     */
    async open(path = "/", { context, allow = /$^/, ...options } = {}) {
      if (!context) {
        context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", ...options });
        contexts.push(context);
      }
      const page = await context.newPage();
      last = page;
      page.on("console", (m) => {
        const text = `${m.type()}: ${m.text()}`;
        if (["error", "warning"].includes(m.type()) && !expected.test(text) && !allow.test(text)) problems.push(text);
      });
      page.on("pageerror", (e) => problems.push(`error: ${e.message}`));
      page.on("request", (r) => /^(data:|blob:)/.test(r.url()) || r.url().startsWith(base) || problems.push(`third party: ${r.url()}`));
      await page.goto(panel + path);
      return page;
    },

    /** Opens an address as "admin", "agent" or "viewer", who signs in for it. */
    async signIn(role = "admin", path = "/", options = {}) {
      const page = await desk.open(path, options);
      await page.getByLabel("E-mail").fill(`${role}@example.org`);
      await page.getByRole("textbox", { name: "Password" }).fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("button", { name: role }).waitFor(); // the user's menu
      return page;
    },

    /** Fails where axe finds a violation, in the light and in the dark. */
    async axe(page, where) {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.waitForTimeout(300); // colours fade
        await accessible(page, `${where}, ${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: "light" });
    },

    /** Keeps a picture of a screen. */
    shot: (page, name) => page.screenshot({ path: join(shots, `${name}.png`) }),
    snap: async (path) => void (await last?.screenshot({ path }).catch(() => {})),

    /** A visitor of the site, who can say things: `say(text)` answers with what the API does, as `post` does for any other call. */
    async visitor() {
      const headers = { "Content-Type": "application/json", "X-API-Key": key, "X-Visitor-ID": crypto.randomUUID(), Origin: base };
      const post = async (path, body) => {
        const answer = await fetch(`${base}/api/chat/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
        assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
        return answer.status === 204 ? undefined : answer.json();
      };
      const session = await post("session", {});
      return { session, post, say: (content) => post("message", { session_id: session.id, content, client_message_id: crypto.randomUUID() }) };
    },

    /** Waits for the newest mail to an address and returns its text. */
    async mail(to) {
      for (const deadline = Date.now() + 30_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 200))) {
        const found = readdirSync(mails).filter((name) => name.endsWith(".eml")).map((name) => readFileSync(join(mails, name), "utf8")).find((mail) => mail.includes(`<${to}>`));
        if (found) return found.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      }
      throw new Error(`no mail to ${to}`);
    },

    async close() {
      await Promise.all(contexts.map((c) => c.close()));
      assert.deepEqual(problems, [], "the console is silent and nothing else is loaded");
    },
  };
  return desk;
}
