// Admins keep the team; those whom they invite join.
import assert from "node:assert/strict";

export async function somebodyIsInvitedAndJoins(t) {
  const page = await t.signIn("admin", "/team");
  await page.getByRole("cell", { name: "viewer@example.org" }).waitFor();
  await t.axe(page, "the team");
  await t.shot(page, "team");
  await page.getByRole("button", { name: "Add somebody" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill("noor@example.org");
  await dialog.getByLabel("Name").fill("Noor");
  await dialog.getByRole("combobox", { name: "Sites" }).click();
  await page.getByRole("listbox", { name: "Sites" }).getByRole("option", { name: "Havenlicht Hotels" }).click();
  await page.keyboard.press("Tab");
  await t.axe(page, "somebody is added");
  await dialog.getByRole("button", { name: "Add somebody" }).click();
  const row = page.getByRole("row", { name: /noor@example.org/ });
  await row.getByText("Invited").waitFor();

  const link = /http\S+\/invitation#\S+/.exec(await t.mail("noor@example.org"))[0];
  const own = await t.open(link.replace(t.panel, ""));
  await own.getByRole("heading", { name: "Join" }).waitFor();
  await own.getByText("noor@example.org").waitFor();
  assert.ok(!own.url().includes("#"), "the secret does not stay in the address");
  await t.axe(own, "an invitation");
  await own.getByRole("textbox", { name: "New password" }).fill("a longer one that nobody has");
  await own.getByRole("button", { name: "Join" }).click();
  await own.getByRole("button", { name: "Noor" }).waitFor();
  await own.goto(link);
  await own.getByRole("heading", { name: "This link does not work" }).waitFor();
  await page.reload();
  await row.waitFor();
  assert.equal(await row.getByText("Invited").count(), 0);
}

export async function aUserIsChangedAndShutOut(t) {
  const agent = await t.signIn("agent", "/account");
  const page = await t.signIn("admin", "/team");
  await page.getByRole("link", { name: "Agent" }).click();
  await page.getByRole("heading", { name: "Access" }).waitFor();
  await t.axe(page, "a user");
  await t.shot(page, "user");
  await page.getByRole("checkbox", { name: "Supervisor" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByRole("button", { name: "Disable" }).click();
  await t.axe(page, "a question before shutting somebody out");
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await page.getByRole("button", { name: "Enable" }).waitFor();
  await agent.reload();
  await agent.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByRole("button", { name: "New temporary password" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "New temporary password" }).click();
  const password = await page.locator("code").textContent();
  await agent.getByLabel("E-mail").fill("agent@example.org");
  await agent.getByRole("textbox", { name: "Password" }).fill(password);
  await agent.keyboard.press("Enter");
  await agent.getByRole("heading", { name: "Choose a password" }).waitFor();
  await t.axe(agent, "a temporary password");
  await agent.getByRole("textbox", { name: "Present password" }).fill(password);
  await agent.getByRole("textbox", { name: "New password" }).fill(t.password);
  await agent.keyboard.press("Enter");
  await agent.getByRole("button", { name: "Agent" }).waitFor();
}
