// What visitors did, in sum and one by one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { phone } from "../desk.mjs";

export async function pagesInterestsAndConversionsOfChosenDays(t) {
  const visitor = await t.visitor();
  const visit = (page, seconds) => ({ id: crypto.randomUUID(), page_url: `${t.base}/${page}`, title: `About ${page}`, seconds });
  await visitor.post("visit", { consent: true, visits: [visit("rooms", 65), visit("rooms", 20), visit("pool", 5)] });
  await visitor.post("conversion", { consent: true, id: crypto.randomUUID(), name: "=cmd|'/c calc'!A1", value: 240.5, currency: "EUR" });
  await visitor.say("Can I bring my dog?");

  const page = await t.signIn("viewer", "/insights");
  await page.getByRole("row", { name: /\/rooms 2 2 min/ }).waitFor();
  await page.getByRole("row", { name: /cmd.* 1 €240\.50/ }).waitFor();
  await t.shot(page, "insights");
  await t.axe(page, "insights");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("group", { name: "Conversions" }).getByRole("link", { name: "CSV" }).click(),
  ]);
  assert.match(await readFile(await download.path(), "utf8"), /^'=cmd/m, "no cell is a formula");

  await page.getByLabel("From", { exact: true }).fill("2020-01-01");
  await page.getByRole("alert").getByText("Choose 1 to 366 days.").waitFor();
  await page.getByLabel("To", { exact: true }).fill("2020-01-31");
  await page.waitForURL(/to=2020-01-31/);
  await page.getByRole("heading", { name: "Nothing in these days" }).first().waitFor();
  await t.axe(page, "insights without anything");
  await page.getByText("7 days", { exact: true }).click();
  await page.getByRole("row", { name: /\/rooms 2/ }).waitFor();

  await page.getByRole("link", { name: /^Visitor [0-9a-f]{8}$/ }).click();
  await page.getByRole("row", { name: /About rooms 2/ }).waitFor();
  await page.getByRole("heading", { name: "Way through the site" }).waitFor();
  await t.shot(page, "visitor");
  await t.axe(page, "a visitor");
}

export async function insightsOnAPhone(t) {
  const page = await t.signIn("agent", "/insights", phone);
  await page.getByRole("heading", { name: "Visitors", exact: true }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing pushes the screen aside");
}
