// The first minutes of a new installation, which has no user yet.
export async function theFirstAdminComesByALink(t) {
  const page = await t.open(t.setUpLink.replace(t.panel, ""));
  await page.getByLabel("E-mail").fill("olga@example.org");
  await page.getByLabel("Name").fill("Olga");
  await page.getByRole("textbox", { name: "New password" }).fill(t.password);
  await t.axe(page, "the first admin");
  await t.shot(page, "setup");
  await page.getByRole("button", { name: "Create the account" }).click();
  await page.getByRole("button", { name: "Olga" }).waitFor();
  await page.goto(t.setUpLink);
  await page.getByRole("heading", { name: "This link does not work" }).waitFor();
}
