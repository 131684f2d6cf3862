// What operators see, and the mails.
import assert from "node:assert/strict";
import { phone } from "../desk.mjs";

export async function anAdminSeesThatEverythingWorks(t) {
  const visitor = await t.visitor();
  await visitor.say("May I bring my dog?");
  const page = await t.signIn("admin", "/operations");
  const services = page.getByRole("region", { name: "Services" });
  await services.getByText("Works").nth(1).waitFor();
  await services.getByText("Not set up").waitFor();
  await page.getByRole("table", { name: "Workers" }).getByRole("cell", { name: /@/ }).waitFor();
  const model = page.getByRole("row", { name: /Havenlicht Hotels/ });
  await model.getByText("Works").waitFor();
  await t.axe(page, "operations");
  await t.shot(page, "operations");
}

export async function aFailedMailIsSentAgain(t) {
  const page = await t.signIn("admin", `/sites/${t.site}/mail`);
  await page.getByLabel("Address", { exact: true }).fill("help@havenlicht.example");
  await page.getByLabel("Key of one's own").fill("SG.a-key-that-is-soon-removed");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("A key is set.").waitFor();
  await t.axe(page, "the site's mail settings");
  await page.evaluate(() => scrollTo(0, 0));
  await t.shot(page, "site-mail");
  await page.getByRole("button", { name: "Remove the key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove the key" }).click();
  await page.getByText("None is set").waitFor();
  await page.getByRole("button", { name: "Send me a test mail" }).click();
  await page.getByText("A test mail is on its way to you.").waitFor();

  await page.getByRole("link", { name: "E-mails" }).click();
  await page.getByText(/no way to send mail is set/).waitFor();
  await t.axe(page, "a failed mail");
  await t.shot(page, "mails");
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByText("The mail is on its way again.").waitFor();
  await page.getByText("2 attempts").waitFor();
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Sent" }).click();
  await page.getByRole("heading", { name: "No e-mails" }).waitFor();
  await t.axe(page, "no mails");
}

export async function theScreensFitAPhone(t) {
  const page = await t.signIn("admin", "/operations", phone);
  for (const path of ["/operations", "/mails", `/sites/${t.site}/mail`]) {
    await page.goto(t.panel + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const { wide, seen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, seen: innerWidth }));
    assert.ok(wide <= seen, `${path} is ${wide} px wide`);
  }
}
