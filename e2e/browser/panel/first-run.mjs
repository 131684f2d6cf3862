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

export async function theGuideGoesOnAfterAnImport(t) {
  const page = await t.signIn("olga", "/start");
  await page.getByLabel("Name").fill("Harbour Hotel");
  await page.getByRole("button", { name: "Create the site" }).click();
  await page.getByRole("link", { name: "Import pages or files" }).click();
  await page.locator("input[type=file]").setInputFiles([
    { name: "boats.md", mimeType: "text/markdown", buffer: Buffer.from("# Boats\n\nThe boat leaves at nine.") },
  ]);
  await page.getByRole("link", { name: "Back to the guide" }).waitFor();
  await t.axe(page, "imports, on the way through the guide");
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByRole("link", { name: "Go on with the guide" }).click();
  await page.getByText(/^Ask what your article answers/).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Articles" }).click();
  await page.getByText("1 article is published.").waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("link", { name: /installed/ }).waitFor();
}
