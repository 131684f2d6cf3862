// The audit log.
import assert from "node:assert/strict";

export async function anAdminFindsWhoDidWhat(t) {
  const page = await t.signIn("admin", "/audit");
  await page.getByRole("cell", { name: "Signed in" }).first().waitFor();
  await t.axe(page, "the audit log");
  await t.shot(page, "audit");
  await page.getByRole("combobox", { name: "Action" }).click();
  await page.getByRole("option", { name: "Revoked a key" }).click();
  await page.getByRole("heading", { name: "Nothing here" }).waitFor();
  await t.axe(page, "the audit log without entries");
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByRole("cell", { name: "Signed in" }).first().waitFor();
}

export async function anAdminFindsWhatOneUserDid(t) {
  await t.signIn("viewer");
  const page = await t.signIn("admin", "/audit");
  const others = page.getByRole("link", { name: "admin@example.org" });
  await others.first().waitFor();
  await page.getByRole("combobox", { name: "Who" }).pressSequentially("VIEWER@");
  await page.getByRole("option", { name: "(viewer@example.org)" }).waitFor();
  await t.axe(page, "the choice of a user");
  await page.getByRole("option", { name: "(viewer@example.org)" }).click();
  await others.waitFor({ state: "detached" });
  await page.getByRole("link", { name: "viewer@example.org" }).first().waitFor();
  assert.match(page.url(), /user=/, "what one filters by can be linked to");
  await page.reload();
  await page.waitForFunction(() => [...document.querySelectorAll("input")].some(({ value }) => value.endsWith("(viewer@example.org)")));
  await page.getByRole("button", { name: "Show all" }).click();
  await others.first().click(); // who did something leads to what else they did
  await page.getByRole("link", { name: "viewer@example.org" }).waitFor({ state: "detached" });
}
