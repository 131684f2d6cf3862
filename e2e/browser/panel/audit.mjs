// The audit log.
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
