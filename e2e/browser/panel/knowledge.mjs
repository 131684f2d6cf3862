// The knowledge base: articles, the playground and the gaps.
import assert from "node:assert/strict";
import { phone, reloadUntil } from "../desk.mjs";

const knowledge = (t) => `/sites/${t.site}/knowledge`;
const body = (page) => page.getByRole("textbox", { name: "Text" });
const tab = (page, name) => page.getByRole("tab", { name }).click();

/** Opens a new article and writes its title. */
async function begin(t, title, role = "agent") {
  const page = await t.signIn(role, `${knowledge(t)}/new`);
  await page.getByLabel("Title").fill(title);
  return page;
}

export async function anArticleIsFoundNarrowedAndRead(t) {
  const page = await t.signIn("viewer", knowledge(t));
  await page.getByRole("table", { name: "Knowledge base" }).waitFor();
  await page.getByText(/passages/).first().waitFor();
  await t.axe(page, "the articles");
  await t.shot(page, "knowledge");
  await page.getByLabel("Search").fill("dog");
  await page.waitForURL(/words=dog/);
  await page.getByRole("link", { name: /dog/i }).first().waitFor();
  await page.getByLabel("Search").fill("zeppelin");
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByRole("link", { name: /dog/i }).first().click();
  await page.getByLabel("Title").waitFor();
  assert.equal(await page.getByRole("button", { name: "Save" }).count(), 0, "a viewer only reads");
  await t.axe(page, "an article to read");
}

export async function anArticleIsWrittenAsItLooksAndPublished(t) {
  const page = await begin(t, "Charging an electric car");
  await body(page).click();
  await page.keyboard.type("There are ");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("four chargers");
  await page.keyboard.press("Control+b");
  await page.keyboard.type(" in the garage, 1 < 2 & free.");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "List", exact: true }).click();
  await page.keyboard.type("22 kW each");
  await t.axe(page, "the editor");
  await t.shot(page, "knowledge-editor");
  await page.locator("label").filter({ hasText: "Markdown" }).click();
  assert.equal(await page.getByLabel("Text").inputValue(), "There are **four chargers** in the garage, 1 < 2 & free.\n\n- 22 kW each");
  await tab(page, "Preview");
  await page.locator("strong").filter({ hasText: "four chargers" }).waitFor();
  await t.axe(page, "the preview");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.waitForURL(/knowledge\/[0-9a-f-]{36}$/);
  await page.getByText("Published", { exact: true }).waitFor();

  const visitor = await t.visitor();
  const { reply } = await visitor.say("Where can I charge my electric car?");
  assert.match(reply.content, /chargers/, "visitors are answered from it at once");
}

export async function markdownThatTheEditorCannotKeepStaysAsItIs(t) {
  const page = await begin(t, "Prices");
  const table = "| room | price |\n|------|-------|\n| single | €80 |\n\n![map](map.png) <b>soon</b>\n";
  await page.locator("label").filter({ hasText: "Markdown" }).click();
  await page.getByLabel("Text").fill(table);
  await page.locator("label").filter({ hasText: "Editor" }).click();
  await page.getByText(/cannot keep/).waitFor();
  await t.axe(page, "a text that only Markdown keeps");
  assert.equal(await page.getByLabel("Text").inputValue(), table);
  await page.getByRole("button", { name: "Save as a draft" }).click();
  await page.waitForURL(/knowledge\/[0-9a-f-]{36}$/);
  await page.getByText(/cannot keep/).waitFor();
  assert.equal(await page.getByLabel("Text").inputValue(), table);
}

export async function whatAnArticleSaidComesBack(t) {
  const page = await begin(t, "Breakfast");
  await body(page).click();
  await page.keyboard.type("From seven to ten.");
  await page.getByRole("button", { name: "Save as a draft" }).click();
  await page.getByRole("heading", { name: "Breakfast", exact: true }).waitFor();
  await body(page).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" On Sundays to eleven.");
  await page.getByText("Not saved").waitFor();
  await page.keyboard.press("Control+s");
  await page.getByText("Not saved").waitFor({ state: "hidden" });
  await tab(page, "Revisions");
  await page.getByRole("button", { name: /Revision 1/ }).click();
  await page.locator("ins").filter({ hasText: "eleven" }).waitFor();
  await t.axe(page, "a comparison");
  await t.shot(page, "knowledge-revisions");
  await page.getByRole("button", { name: "Restore this revision" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore this revision" }).click();
  await page.getByRole("button", { name: /Revision 3/ }).waitFor();
  await tab(page, "Write");
  await page.waitForFunction(() => document.querySelector(".ProseMirror")?.textContent === "From seven to ten.");
}

export async function twoEditorsOfOneArticleLoseNothing(t) {
  const ana = await begin(t, "Parking");
  await body(ana).click();
  await ana.keyboard.type("Parking is free.");
  await ana.getByRole("button", { name: "Save as a draft" }).click();
  await ana.waitForURL(/knowledge\/[0-9a-f-]{36}$/);
  const bob = await t.signIn("admin", ana.url().slice(t.panel.length));
  await bob.getByLabel("Title").fill("Parking a car");
  await bob.getByRole("button", { name: "Save", exact: true }).click();
  await bob.getByText("Not saved").waitFor({ state: "hidden" });
  await ana.getByLabel("Title").fill("Parking a bicycle");
  await ana.getByRole("button", { name: "Save", exact: true }).click();
  await ana.getByText("Admin has changed the article meanwhile.").waitFor();
  await ana.getByText("“Parking a car” became “Parking a bicycle”").waitFor();
  await t.axe(ana, "two editors");
  await ana.getByRole("link", { name: "Gaps" }).click();
  await ana.getByRole("dialog").getByRole("button", { name: "Stay" }).click();
  await ana.getByRole("button", { name: "Save mine over it" }).click();
  await ana.getByText("Not saved").waitFor({ state: "hidden" });
  await ana.getByRole("heading", { name: "Parking a bicycle" }).waitFor();
}

export async function whatIsHalfWrittenSurvivesAndChangesNothing(t) {
  let page = await begin(t, "Bicycles");
  const context = page.context();
  await body(page).click();
  await page.keyboard.type("Bicycles stand in the yard.");
  await page.getByText("Not saved, kept in this browser").waitFor();
  await page.close(); // as a crash does: nobody is asked
  page = await t.open(`${knowledge(t)}/new`, { context, allow: /sign_in_required/ });
  await page.getByText(/You have unsaved changes from/).waitFor();
  await t.axe(page, "what was left unsaved");
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByText("Bicycles stand in the yard.").waitFor();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("heading", { name: "Bicycles", exact: true }).waitFor(); // the form of the new article is gone
  await body(page).waitFor(); // an editor that is made while its page goes away complains

  await page.getByLabel("Title").fill("Bicycles and scooters");
  await context.clearCookies(); // the sign-in has ended
  await page.keyboard.press("Control+s");
  await page.getByLabel("E-mail").waitFor();
  const article = new URL(page.url()).searchParams.get("to").replace("/admin", "");
  const bob = await t.signIn("admin", article);
  await bob.getByRole("heading", { name: "Bicycles", exact: true }).waitFor();
  await bob.getByLabel("Title").fill("Bicycles and cars");
  await bob.getByRole("button", { name: "Save", exact: true }).click();
  await bob.getByText("Not saved").waitFor({ state: "hidden" });

  await page.getByLabel("E-mail").fill("agent@example.org");
  await page.getByRole("textbox", { name: "Password" }).fill(t.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Admin has changed the article since.").waitFor();
  await t.axe(page, "what was left of an article that has changed");
  await t.shot(page, "knowledge-unsaved");
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Admin has changed the article meanwhile.").waitFor();
  await page.getByRole("button", { name: "Take theirs" }).click();
  await page.reload();
  await page.getByRole("heading", { name: "Bicycles and cars" }).waitFor();
  assert.equal(await page.getByText(/You have unsaved changes/).count(), 0);

  await page.getByLabel("Title").fill("Bicycles and boats");
  await t.axe(page, "an article that is not saved");
  await page.getByRole("button", { name: "agent" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("dialog", { name: "Sign out without saving?" }).getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("E-mail").waitFor();
  assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.includes("unsaved"))), false);
}

export async function whatIsArchivedIsDeletedForGood(t) {
  const page = await begin(t, "Fax machine", "admin");
  await body(page).click();
  await page.keyboard.type("The fax machine stands in the lobby.");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.waitForURL(/knowledge\/[0-9a-f-]{36}$/);
  const visitor = await t.visitor();
  const { reply } = await visitor.say("Where does the fax machine stand?");
  assert.equal(reply.citations[0].title, "Fax machine");
  assert.equal(await page.getByRole("button", { name: "Delete" }).count(), 0, "what visitors are answered from is not deleted");
  await page.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog", { name: "Delete “Fax machine”?" }).waitFor();
  await t.axe(page, "asking before an article is deleted");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("table", { name: "Knowledge base" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Fax machine" }).count(), 0);
  await page.goto(`${t.panel}/inbox/${visitor.session.id}`);
  await page.getByText("Why did the bot say that?").click();
  await page.getByText("Fax machine", { exact: true }).first().waitFor();
}

export async function hostileTextsRunNothing(t) {
  const page = await begin(t, "<img src=x onerror=alert(1)>");
  const hostile = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n<svg onload=alert(1)>";
  await page.locator("label").filter({ hasText: "Markdown" }).click();
  await page.getByLabel("Text").fill(hostile);
  await page.locator("label").filter({ hasText: "Editor" }).click();
  await tab(page, "Preview");
  await page.getByRole("tabpanel").getByText("As visitors see it").waitFor();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.waitForURL(/knowledge\/[0-9a-f-]{36}$/);
  await page.goto(`${t.panel}${knowledge(t)}`);
  await page.getByRole("link", { name: "<img src=x onerror=alert(1)>" }).waitFor();
}

export async function aQuestionIsTriedInThePlayground(t) {
  const page = await t.signIn("agent", `/sites/${t.site}/playground`);
  await t.axe(page, "the playground");
  await page.getByLabel("Question").fill("Can I bring my dog?");
  await page.keyboard.press("Enter");
  await page.getByText("Answered", { exact: true }).waitFor();
  await page.getByRole("table", { name: /Articles/ }).getByRole("link", { name: /dog/i }).first().waitFor();
  await t.axe(page, "what a question finds");
  await t.shot(page, "playground");
  await page.getByLabel("Question").fill("How do I grow tomatoes on the moon?");
  await page.keyboard.press("Enter");
  await page.getByText("A person would be asked for").waitFor();
  await page.getByRole("link", { name: "Write an article for this" }).click();
  assert.equal(await page.getByLabel("Title").inputValue(), "How do I grow tomatoes on the moon?");
}

export async function aGapBecomesAnArticle(t) {
  const visitor = await t.visitor();
  const question = "Do you rent out surfboards on the beach?";
  await visitor.say(question);
  const page = await t.signIn("agent", `/sites/${t.site}/gaps`);
  const row = page.getByRole("row").filter({ hasText: question });
  await reloadUntil(page, row);
  await row.getByText("Where it was asked").click();
  await t.axe(page, "the gaps");
  await t.shot(page, "gaps");
  await row.getByRole("link", { name: /Write this article/ }).click();
  assert.equal(await page.getByLabel("Title").inputValue(), question);
  await page.goBack();
  await row.getByRole("button", { name: /Set aside/ }).click();
  await row.waitFor({ state: "hidden" });
  await page.locator("label").filter({ hasText: "Set aside" }).click();
  await row.waitFor();
}

export async function articlesOnAPhone(t) {
  const page = await t.signIn("agent", knowledge(t), phone);
  await page.getByRole("link", { name: /dog/i }).first().click();
  await body(page).waitFor();
  await t.axe(page, "an article on a phone");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wider <= 0, `the page is ${wider} pixels too wide`);
}
