// Signing in, and what stands around every screen.
import assert from "node:assert/strict";
import { phone } from "../desk.mjs";

export async function staffSignInAndOut(t) {
  const page = await t.open("/audit?action=signed_in");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await t.axe(page, "sign-in");
  await t.shot(page, "sign-in");
  await page.getByLabel("E-mail").fill("admin@example.org");
  await page.getByRole("textbox", { name: "Password" }).fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await t.axe(page, "a refused sign-in");
  await page.getByRole("textbox", { name: "Password" }).fill(t.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Audit log" }).waitFor();
  assert.match(page.url(), /\/audit\?action=signed_in$/, "one comes to where one was going");
  await page.getByRole("button", { name: "Admin" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto(`${t.panel}/audit`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

export async function theLanguageAndTheColoursAreTheUsers(t) {
  const page = await t.signIn("admin", "/audit");
  await page.getByRole("button", { name: "Admin" }).click();
  await t.axe(page, "the user's menu");
  await page.getByRole("menuitemradio", { name: "Nederlands" }).click();
  await page.getByRole("heading", { name: "Auditlog" }).waitFor();
  assert.equal(await page.getAttribute("html", "lang"), "nl");
  await page.getByRole("button", { name: /^Meldingen/ }).waitFor();
  await page.getByRole("menuitemradio", { name: "Donker" }).click();
  await page.reload();
  await page.getByRole("heading", { name: "Auditlog" }).waitFor();
  assert.equal(await page.getAttribute("html", "data-mantine-color-scheme"), "dark");
}

export async function aPhoneOpensTheNavigation(t) {
  const page = await t.signIn("admin", "/audit", phone);
  const link = page.getByRole("link", { name: "Audit log" });
  await link.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Menu" }).click();
  await link.waitFor();
  await t.axe(page, "the navigation on a phone");
  await link.click();
}

export async function addressesThatLeadNowhere(t) {
  const page = await t.signIn("viewer");
  await page.goto(`${t.panel}/nowhere`);
  await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  await page.goto(`${t.panel}/audit`);
  await page.getByRole("heading", { name: "Not for your role" }).waitFor();
  await t.axe(page, "a screen for other roles");
}
