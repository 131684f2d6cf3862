// A whole day of a support team: a site is set up, its articles answer, a
// visitor needs a person and is not content, and the next one is answered.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { reloadUntil } from "../desk.mjs";
import { payloads } from "../payloads.mjs";
import { answered, say } from "../stage.mjs";

const articles = "../internal/demo/kb/en";
const hostile = payloads.join("\n\n");
const asked = "Do you rent out surfboards on the beach?";

/** A website of its own origin, whose one page ends with an embed code. */
async function website() {
  let code = "";
  const server = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(`<!doctype html><html lang="en"><title>Quayside</title><link rel="icon" href="data:,"><h1>Quayside</h1>${code}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { origin: `http://127.0.0.1:${server.address().port}`, embed: (snippet) => (code = snippet), close: () => server.close() };
}

export async function aTeamsWholeDay(t) {
  const shop = await website();
  try {
    // The owner sets a site up, imports the articles and puts the widget on a page.
    const owner = await t.signIn("admin", "/start");
    await owner.getByLabel("Name").fill("Quayside");
    await owner.getByLabel("Your website").fill(shop.origin);
    await owner.getByRole("button", { name: "Create the site" }).click();
    await owner.getByRole("link", { name: "Import pages or files" }).click();
    const site = owner.url().match(/sites\/([^/]+)/)[1];
    const files = (await readdir(articles)).map((name) => `${articles}/${name}`);
    assert.equal(files.length, 30);
    await owner.locator("input[type=file]").setInputFiles(files);
    await owner.getByText("Published", { exact: true }).click();
    await owner.getByRole("button", { name: "Import" }).click();
    await owner.getByText("30 of 30 documents").waitFor({ timeout: 240_000 }); // each is read in a process of its own
    await owner.getByText("Done", { exact: true }).waitFor();
    await owner.goto(`${t.panel}/sites/${site}/knowledge/new`);
    await owner.getByLabel("Title").fill(payloads[0]);
    await owner.locator("label").filter({ hasText: "Markdown" }).click();
    await owner.getByLabel("Text").fill(hostile);
    await owner.getByRole("button", { name: "Publish" }).click();
    await owner.waitForURL(/knowledge\/[0-9a-f-]{36}$/);
    await owner.goto(`${t.panel}/sites/${site}/install`);
    shop.embed(await owner.getByRole("code").or(owner.getByLabel("Embed code")).first().textContent());

    // The team gets a colleague, who works in a browser of their own.
    await owner.goto(`${t.panel}/team`);
    await owner.getByRole("link", { name: "Agent" }).click();
    await owner.getByRole("combobox", { name: "Sites" }).click();
    await owner.getByRole("listbox").getByRole("option", { name: "Quayside" }).click();
    await owner.keyboard.press("Escape");
    await owner.getByRole("button", { name: "Save" }).click();
    await owner.getByText("Saved").first().waitFor();
    const agent = await t.signIn("agent", "/inbox");

    // A visitor is answered, asks what no article knows, and gets a person.
    const visit = await (await owner.context().browser().newContext({ locale: "en-GB" })).newPage();
    visit.on("pageerror", ({ message }) => assert.fail(message));
    await visit.goto(shop.origin);
    await visit.getByRole("button", { name: "Open the chat" }).click();
    await say(visit, "Can I bring my dog?");
    await answered(visit);
    await visit.getByRole("log").getByText("Dogs and cats are welcome").first().waitFor();
    await say(visit, asked);
    await agent.getByRole("region", { name: "Conversations" }).getByRole("link", { name: "Can I bring my dog?" }).click();
    await agent.getByRole("button", { name: "Take over", exact: true }).click();
    const reply = agent.getByRole("textbox", { name: "Reply to the visitor" });
    await reply.fill(`I ask the beach club. ${payloads[0]} ${payloads[4]}`);
    await agent.keyboard.press("Enter");
    await visit.getByRole("log").getByText("I ask the beach club.").waitFor();
    await visit.getByText("Agent", { exact: true }).first().waitFor();
    for (const text of payloads) await say(visit, text);
    await agent.getByRole("log", { name: "Messages" }).getByText(payloads.at(-1)).waitFor();
    await agent.getByRole("button", { name: "Hand back", exact: true }).click();
    await agent.getByRole("button", { name: "Take over", exact: true }).waitFor();

    // It ends, and was not good.
    await visit.getByRole("button", { name: "More" }).click();
    await visit.getByRole("menuitem", { name: "End chat" }).click();
    await visit.getByRole("button", { name: "End chat" }).click();
    await visit.getByRole("radio", { name: "1 star" }).check({ force: true });
    await visit.getByRole("textbox", { name: "Anything else? (optional)" }).fill(payloads[1]);
    await visit.getByRole("button", { name: "Send rating" }).click();
    await visit.getByText("Thank you for your rating!").waitFor();

    // The agent finds the gap and writes what was missing.
    const gap = agent.getByRole("row").filter({ hasText: asked });
    await agent.goto(`${t.panel}/sites/${site}/gaps`);
    await reloadUntil(agent, gap);
    await gap.getByRole("link", { name: /Write this article/ }).click();
    await agent.getByRole("textbox", { name: "Text" }).click();
    await agent.keyboard.type("We rent out surfboards on the beach from May to September, for 15 euros a day.");
    await agent.getByRole("button", { name: "Publish" }).click();
    await agent.waitForURL(/knowledge\/[0-9a-f-]{36}$/);

    // The same question is answered now.
    await visit.getByRole("button", { name: "Start a new conversation" }).click();
    await say(visit, asked);
    await visit.getByRole("log").getByText("15 euros a day").waitFor();

    // The owner looks at the day.
    await owner.goto(`${t.panel}/inbox?view=all&low=true`);
    await owner.getByRole("region", { name: "Conversations" }).getByRole("link", { name: "Can I bring my dog?" }).click();
    await owner.getByRole("heading", { name: "Rating" }).waitFor();
    for (const page of [owner, agent, visit]) assert.equal(await page.evaluate(() => window.hacked), undefined, "nothing ran");
  } finally {
    shop.close();
  }
}
