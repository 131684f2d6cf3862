// A visitor's browser on pages that embed the widget, and what happens behind it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { accessible } from "./chromium.mjs";

const { BASE: base, PAGES: pages, DESK: desk, KEY: key, SHOTS: shots, AGENT: email, PASSWORD: password } = process.env;

export function newStage(browser) {
  const contexts = [];
  const problems = [];
  let last = null;

  const stage = {
    base,
    pages,
    key,
    accessible,

    /** A new visitor. */
    async visitor(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", ...options });
      contexts.push(context);
      return context;
    },

    /**
     * Opens a page for a visitor, a new one unless named. Whatever the console
     * says fails the play, except for what it allows.
     */
    async open(path = "/", { context, allow = /$^/, ...options } = {}) {
      const page = await (context ?? await stage.visitor(options)).newPage();
      last = page;
      page.on("console", (m) => ["error", "warning"].includes(m.type()) && !allow.test(m.text()) && problems.push(`${m.type()}: ${m.text()}`));
      page.on("pageerror", (e) => problems.push(`error: ${e.message}`));
      page.on("request", (r) => /^(data:|blob:)/.test(r.url()) || [base, pages, pages.replace("127.0.0.1", "localhost")].some((known) => r.url().startsWith(known)) || problems.push(`third party: ${r.url()}`));
      await page.goto(pages + path);
      return page;
    },

    /** Opens the chat and waits until it greets. */
    async chat(path, options) {
      const page = await stage.open(path, options);
      await page.getByRole("button", { name: "Open the chat" }).click();
      await page.locator(".bubble").first().waitFor();
      return page;
    },

    /** Changes something behind the widget. */
    async behind(path, body = {}) {
      const answer = await fetch(desk + path, { method: "POST", body: JSON.stringify(body) });
      assert.equal(answer.status, 200, `${path}: ${await answer.text()}`);
    },

    /** Signs an agent in and returns what they can do in the conversation of a page. */
    async agent(page) {
      const headers = { "Content-Type": "application/json", Origin: base };
      const signedIn = await fetch(`${base}/api/admin/login`, { method: "POST", headers, body: JSON.stringify({ email, password }) });
      assert.equal(signedIn.status, 200, await signedIn.text());
      headers.Cookie = signedIn.headers.get("Set-Cookie").split(";")[0];
      const session = await page.evaluate(() => localStorage[Object.keys(localStorage).find((name) => name.endsWith(":session"))]);
      return async (what, body = {}) => {
        const answer = await fetch(`${base}/api/admin/conversations/${session}/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
        assert.ok(answer.ok, `${what}: ${answer.status} ${await answer.text()}`);
      };
    },

    async shot(page, name) {
      await page.waitForTimeout(300); // the panel has risen
      await page.screenshot({ path: join(shots, `${name}.png`) });
    },
    snap: async (path) => void (await last?.screenshot({ path }).catch(() => {})),

    async close() {
      await Promise.all(contexts.map((c) => c.close()));
      assert.deepEqual(problems, [], "the console is silent and nothing else is loaded");
    },
  };
  return stage;
}

/** Writes a message and sends it. */
export async function say(page, text) {
  await page.getByRole("textbox", { name: "Your message" }).fill(text);
  await page.keyboard.press("Enter");
}

/** Waits for the newest finished answer, the nth of the conversation. */
export async function answered(page, n = 1) {
  const answers = page.locator(".item.assistant .thumbs");
  await answers.nth(n - 1).waitFor();
  return page.locator(".item.assistant", { has: page.locator(".thumbs") }).nth(n - 1);
}

/** Fails unless something that a page can evaluate comes true. */
export const until = (page, condition, argument) => page.waitForFunction(condition, argument, { polling: 50, timeout: 15_000 });
