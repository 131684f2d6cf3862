// Customers: found, read over all their browsers, merged, exported and erased.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { phone } from "../desk.mjs";

const hostile = `<img src=x onerror="document.title='owned'">`;

/** A visitor who left an address and said something. */
async function customer(t, email, name, words) {
  const visitor = await t.visitor();
  await visitor.post("identify", { session_id: visitor.session.id, email, name });
  await visitor.say(words);
  return visitor;
}

export async function aCustomerIsFoundAndGetsANote(t) {
  await customer(t, "ana@example.org", hostile, `Can I bring my dog? ${hostile}`);
  const page = await t.signIn("agent", "/customers");
  await page.getByRole("searchbox", { name: "Search" }).fill("ana@exa");
  await page.waitForURL(/q=ana/);
  await page.getByRole("link", { name: hostile }).waitFor();
  await t.axe(page, "customers");
  await page.getByRole("searchbox", { name: "Search" }).fill("nobody here");
  await page.getByRole("heading", { name: "Nobody found" }).waitFor();
  await page.getByRole("searchbox", { name: "Search" }).fill("");
  await page.getByRole("link", { name: hostile }).click();
  await page.getByRole("link", { name: /Can I bring my dog/ }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Erase" }).count(), 0, "an agent does not erase");
  await page.getByLabel("New note").fill(`Prefers the evening ${hostile}`);
  await page.getByRole("button", { name: "Add the note" }).click();
  await page.getByRole("article").filter({ hasText: "Prefers the evening" }).waitFor();
  assert.equal(await page.getByLabel("New note").inputValue(), "");
  await t.axe(page, "a customer");
  assert.notEqual(await page.title(), "owned", "names and texts run nothing");
}

export async function anAdminMergesExportsAndErases(t) {
  const one = await customer(t, "bo@example.org", "Bo Bakker", "Do you have parking?");
  await customer(t, "bo@work.example", "B. Bakker", "And a pool?");
  const page = await t.signIn("admin", "/customers?q=bo");
  await page.getByRole("link", { name: "B. Bakker" }).waitFor();
  await t.shot(page, "customers");
  await page.getByRole("link", { name: "Bo Bakker" }).click();
  await page.getByRole("button", { name: "Merge" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("searchbox", { name: "Search" }).fill("bo@work");
  await dialog.getByRole("radio", { name: /B\. Bakker/ }).check();
  await t.axe(page, "merging");
  await dialog.getByRole("button", { name: "Merge" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByRole("link", { name: "And a pool?" }).waitFor();
  await page.getByText("bo@work.example").waitFor();
  await page.getByRole("link", { name: "Browser 2" }).waitFor();
  await t.shot(page, "customer");

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export" }).click()]);
  const kept = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.equal(kept.conversations.length, 2);
  assert.match(JSON.stringify(kept), /Do you have parking\?/);

  await page.getByRole("button", { name: "Erase" }).click();
  const erase = page.getByRole("dialog");
  assert.ok(await erase.getByRole("button", { name: "Erase for good" }).isDisabled());
  await erase.getByRole("textbox").fill("Bo Bakker");
  await t.axe(page, "erasing");
  await erase.getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("heading", { name: "CRM" }).waitFor();
  await page.getByRole("link", { name: "Bo Bakker" }).waitFor({ state: "detached" });
  const answer = await fetch(`${t.base}/api/chat/history/${one.session.id}`, { headers: { "X-API-Key": t.key, "X-Visitor-ID": one.session.visitor_id, Origin: t.base } });
  assert.equal(answer.status, 404, "nothing of the conversation is there any more");
}

export async function customersOnAPhoneInDutch(t) {
  await customer(t, "cee@example.org", "Cee", "Hello");
  const page = await t.signIn("viewer", "/customers?q=cee", { ...phone });
  await page.getByRole("link", { name: "Cee" }).click();
  await page.getByRole("heading", { name: "Cee" }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing pushes the screen aside");
  await t.axe(page, "a customer on a phone");
}
