// How conversations went.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { phone } from "../desk.mjs";

export async function numbersChartsAndTablesOfChosenDays(t) {
  const visitor = await t.visitor();
  const { reply } = await visitor.say("Can I bring my dog?");
  await visitor.post(`message/${reply.id}/react`, { reaction: "up" });
  await visitor.post(`session/${visitor.session.id}/end`);
  await visitor.post(`session/${visitor.session.id}/rate`, { stars: 4 });
  const asker = await t.visitor();
  await asker.say("I want to speak to a person");

  const page = await t.signIn("admin", "/dashboard");
  const fact = (name) => page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) });
  await fact("Conversations").getByText("2", { exact: true }).waitFor();
  await fact("Resolved without a person").getByText("100%", { exact: true }).waitFor();
  await fact("Rating (1)").getByText("4", { exact: true }).waitFor();
  await page.locator(".recharts-surface").first().waitFor();
  await t.shot(page, "dashboard");
  await t.axe(page, "the dashboard");
  const perDay = page.getByRole("group", { name: "Conversations per day" });
  await perDay.getByText("As a table").click();
  await perDay.getByRole("row").nth(30).getByRole("cell").nth(1).getByText("2", { exact: true }).waitFor();
  await t.axe(page, "the dashboard with a table");
  const [download] = await Promise.all([page.waitForEvent("download"), perDay.getByRole("link", { name: "CSV" }).click()]);
  assert.equal((await readFile(await download.path(), "utf8")).trim().split("\n").length, 31);
  await page.getByText("90 days", { exact: true }).click();
  await page.waitForURL(/from=/);
  await perDay.getByRole("row").nth(90).waitFor();
}

export async function costIsThereOnceAPriceIs(t) {
  const page = await t.signIn("admin", "/dashboard");
  await page.getByRole("button", { name: "Prices of Havenlicht Hotels" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add a model" }).click();
  await dialog.getByLabel("Model").last().fill("mistral-small-latest");
  await dialog.getByLabel("Input").last().fill("0.1");
  await dialog.getByLabel("Output").last().fill("0.3");
  await t.axe(page, "prices");
  await dialog.getByRole("button", { name: "Save the prices" }).click();
  await page.getByText("The prices are saved.").waitFor();
  await page.getByRole("button", { name: "Prices of Havenlicht Hotels" }).click();
  await dialog.locator('input[value="mistral-small-latest"]').waitFor();
}

export async function aViewerReadsTheDashboardOnAPhone(t) {
  const page = await t.signIn("viewer", "/dashboard", phone);
  await page.getByRole("heading", { name: "Tokens and cost per site" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^Prices of/ }).count(), 0, "a viewer sets no prices");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing pushes the screen aside");
}
