// A person takes the conversation over, in the same window.
import assert from "node:assert/strict";
import { answered, say, until } from "../stage.mjs";

export async function takesOverRepliesAndLeaves(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  await page.getByRole("button", { name: "Talk to a person" }).click();
  await page.locator(".item.system").waitFor();
  const agent = await t.agent(page);
  await agent("takeover");
  await page.getByText("Sanne has joined the conversation").first().waitFor();
  await page.getByText("You are talking to Sanne").waitFor();
  await until(page, () => window.told.some(([name, detail]) => name === "agent-joined" && detail.name === "Sanne"));
  await agent("typing");
  await page.locator(".dots").waitFor();
  await t.shot(page, "person-typing");
  await agent("reply", { content: "Hello, I am **Sanne**. Which hotel is it?", client_message_id: "1" });
  const reply = page.locator(".item.agent");
  await reply.waitFor();
  assert.equal(await reply.locator(".name").innerText(), "Sanne");
  assert.equal(await reply.locator("strong").innerText(), "Sanne");
  assert.equal(await page.locator(".dots").count(), 0, "who has written does not type any more");
  await say(page, "The one in Hoorn.");
  await page.locator(".item.visitor:not(.waiting)", { hasText: "Hoorn" }).waitFor();
  await t.shot(page, "person");
  await t.accessible(page, "a person");
  await page.waitForTimeout(1000);
  assert.equal(await page.locator(".item.assistant .thumbs").count(), 1, "the assistant is silent");
  await agent("handback");
  await page.getByText("Sanne has left the conversation").first().waitFor();
  await page.getByText("Usually answers at once").waitFor();
}

export async function answersWhileTheVisitorIsElsewhere(t) {
  const page = await t.chat();
  await page.getByRole("button", { name: "Talk to a person" }).click();
  await page.locator(".item.system").waitFor();
  const agent = await t.agent(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close the chat" }).click();
  await page.goto(`${t.pages}/rooms`);
  await agent("takeover");
  await agent("reply", { content: "Hello!", client_message_id: "1" });
  await page.getByRole("button", { name: /Open the chat \(\d unread\)/ }).click();
  await page.locator(".item.agent").waitFor();
}

export async function ends(t) {
  const page = await t.chat();
  await page.getByRole("button", { name: "Talk to a person" }).click();
  await page.locator(".item.system").waitFor();
  const agent = await t.agent(page);
  await agent("takeover");
  await agent("close");
  await page.getByText("How was this conversation?").waitFor();
  await page.getByText("This conversation has ended").first().waitFor();
}

export async function doesNotCome(t) {
  await t.behind("/site", ["--alert-again", "10s", "--supervisors", "10s", "--tell-visitor", "10s"]);
  const page = await t.chat();
  await page.getByRole("button", { name: "Talk to a person" }).click();
  await page.locator(".item.system").waitFor();
  await page.getByLabel("E-mail address").waitFor({ timeout: 60_000 });
  assert.ok(await page.locator(".item.system, .item.assistant").count() > 2, "the visitor is told");
  await t.shot(page, "address");
  await t.accessible(page, "an address is asked for");
  await page.getByLabel("E-mail address").fill("ana@example.org");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Thank you, your details are saved.").waitFor();
  await page.getByText("Thank you, your details are saved.").waitFor({ state: "detached" });
  assert.equal(await page.getByLabel("E-mail address").count(), 0);
}
