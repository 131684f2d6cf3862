// What pages do with window.InnConnect.
import assert from "node:assert/strict";
import { answered, say, until } from "../stage.mjs";

export async function opensAndClosesTheChat(t) {
  const page = await t.open();
  await until(page, () => window.told.some(([name]) => name === "ready"));
  await page.evaluate(() => InnConnect("show"));
  await page.getByRole("dialog").waitFor();
  await page.evaluate(() => InnConnect("hide"));
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.evaluate(() => InnConnect("toggle"));
  await page.getByRole("dialog").waitFor();
  assert.deepEqual(await page.evaluate(() => told.map(([name]) => name).filter((name) => ["ready", "open", "close"].includes(name))), ["ready", "open", "close", "open"]);
}

export async function putsATextIntoTheInput(t) {
  const page = await t.open();
  await page.evaluate(() => InnConnect("showNewMessage", "About order 123:"));
  await until(page, () => document.querySelector("[data-innconnect]").shadowRoot.querySelector("textarea")?.value === "About order 123:");
}

export async function tellsWhatHappens(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  assert.deepEqual(await page.evaluate(() => told.filter(([name]) => name === "message").map(([, detail]) => detail.role)), ["visitor", "assistant"]);
}

export async function saysWhoTheVisitorIs(t) {
  const page = await t.open();
  await page.evaluate(() => InnConnect("identify", { email: "ana@example.org", name: "Ana" }));
  const [session] = await Promise.all([
    page.waitForRequest((r) => r.url().endsWith("/chat/session")),
    page.evaluate(() => InnConnect("show")),
  ]);
  assert.equal(session.postDataJSON().email, "ana@example.org", "an address before the first conversation goes with it");
}

export async function changesTheLanguage(t) {
  const page = await t.chat();
  await page.evaluate(() => InnConnect("update", { language: "nl" }));
  await page.getByPlaceholder("Stel een vraag…").waitFor();
  await page.getByText("Hallo! Waarmee kan ik u helpen?").waitFor();
}

export async function forgetsTheVisitor(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  await page.evaluate(() => InnConnect("shutdown"));
  assert.equal(await page.locator("[data-innconnect]").count(), 0);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  await page.evaluate(() => InnConnect("boot"));
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.getByRole("button", { name: "Can I bring my dog?" }).waitFor();
  assert.equal(await page.locator(".item.visitor").count(), 0);
}

export async function complainsAboutWhatItDoesNotKnow(t) {
  const said = [];
  const page = await t.open("/", { allow: /InnConnect/ });
  page.on("console", (m) => said.push(m.text()));
  await page.evaluate(() => InnConnect("dance"));
  await page.waitForTimeout(100);
  assert.equal(said.length, 1);
  assert.match(said[0], /^InnConnect: dance/);
}
