// Page views, goals and consent.
import assert from "node:assert/strict";
import { answered, until } from "../stage.mjs";

async function visitsOf(page) {
  const visits = [];
  page.on("request", (r) => r.url().endsWith("/chat/visit") && visits.push(r.postDataJSON().visits[0]));
  return visits;
}

export async function pagesAreCountedWhereTheSiteMay(t) {
  await t.behind("/site", ["--tracking", "on"]);
  const context = await t.visitor();
  const page = await t.open("/?page=empty", { context });
  const visits = await visitsOf(page);
  await page.goto(`${t.pages}/rooms?token=secret`);
  await until(page, () => window.told.some(([name]) => name === "ready"));
  await page.evaluate(() => history.pushState({}, "", "/rooms/family"));
  await page.waitForTimeout(1200);
  const seen = [...new Map(visits.map((v) => [v.id, v.page_url])).values()];
  assert.deepEqual(seen, [`${t.pages}/rooms`, `${t.pages}/rooms/family`], "each page once, without its query");
  assert.ok(visits.some((v) => v.page_url.endsWith("/rooms") && v.seconds >= 0), "and how long it was seen");
  await t.behind("/site", ["--tracking", "consent"]);
}

export async function consentIsAskedForAndKept(t) {
  await t.behind("/model", {});
  await t.behind("/site", ["--tracking", "consent"]);
  const context = await t.visitor();
  const page = await t.open("/?page=empty", { context });
  const visits = await visitsOf(page);
  await page.goto(t.pages);
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.getByRole("button", { name: "Can I bring my dog?" }).click();
  await answered(page);
  await page.getByText("May we remember which pages you visit").waitFor();
  await t.shot(page, "consent");
  await t.accessible(page, "consent");
  assert.equal(visits.length, 0);
  await page.getByRole("button", { name: "Yes, that is fine" }).click();
  await page.waitForTimeout(500);
  assert.equal(visits.length, 1);
  await page.goto(`${t.pages}/rooms`);
  await until(page, () => window.told.some(([name]) => name === "ready"));
  await page.waitForTimeout(500);
  assert.ok(visits.some((v) => v.page_url.endsWith("/rooms")), "on the next page too");
  assert.equal(await page.getByText("May we remember which pages you visit").count(), 0);
}

export async function tracksGoalsWithConsent(t) {
  await t.behind("/site", ["--tracking", "consent"]);
  const page = await t.open();
  const goals = [];
  page.on("request", (r) => r.url().endsWith("/chat/conversion") && goals.push(r.postDataJSON()));
  await page.evaluate(() => InnConnect("track", "order", { value: 99.5, currency: "EUR" }));
  await page.waitForTimeout(300);
  assert.equal(goals.length, 0);
  await page.evaluate(() => InnConnect("update", { consent: true }));
  await page.evaluate(() => InnConnect("track", "order", { value: 99.5, currency: "EUR" }));
  await page.waitForTimeout(500);
  assert.deepEqual(goals.map(({ name, value, currency }) => ({ name, value, currency })), [{ name: "order", value: 99.5, currency: "EUR" }]);
}
