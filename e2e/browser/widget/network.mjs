// What networks, tabs and crashes do to a conversation.
import assert from "node:assert/strict";
import { answered, say, until } from "../stage.mjs";

const gone = /Failed to load resource|ERR_|InnConnect/;

export async function offlineAndBack(t) {
  await t.behind("/model", {});
  const context = await t.visitor();
  const page = await t.chat("/", { context, allow: gone });
  await context.setOffline(true);
  await say(page, "Can I bring my dog?");
  await page.getByText("Not sent yet").waitFor();
  await t.shot(page, "offline");
  await t.accessible(page, "offline");
  await context.setOffline(false);
  await answered(page);
  assert.equal(await page.locator(".item.visitor").count(), 1, "it is sent once");
}

export async function reloadedWhileOffline(t) {
  await t.behind("/model", {});
  const context = await t.visitor();
  const page = await t.chat("/", { context, allow: gone });
  await context.route(`${t.base}/api/**`, (route) => route.abort());
  await say(page, "Can I bring my dog?");
  await page.getByText("Not sent yet").waitFor();
  await page.reload();
  await page.getByText("Can I bring my dog?").first().waitFor();
  await context.unroute(`${t.base}/api/**`);
  await page.getByRole("button", { name: "Try again" }).click({ timeout: 2000 }).catch(() => {}); // it may have tried by itself
  await answered(page);
  assert.equal(await page.locator(".item.visitor").count(), 1);
}

export async function theAPIIsKilledDuringAnAnswer(t) {
  await t.behind("/model", { text: "Dogs are welcome in all our hotels, and so are cats [1]. They cost fifteen euros per animal and night [1].", seconds: 4 });
  const page = await t.chat("/", { allow: gone });
  await say(page, "Can I bring my dog?");
  await until(page, () => /Dogs are/.test(document.querySelector("[data-innconnect]").shadowRoot.querySelector(".log").lastElementChild.textContent));
  await t.behind("/kill-api");
  await page.getByText("The chat service cannot be reached right now.").waitFor();
  await say(page, "Where can I park?");
  await page.getByText("Not sent yet").waitFor();
  await t.behind("/start-api");
  const answer = await answered(page);
  assert.match(await answer.innerText(), /fifteen euros per animal and night/);
  await answered(page, 2);
  assert.equal(await page.locator(".item.visitor").count(), 2);
  assert.equal(await page.getByText("cannot be reached").count(), 0);
}

export async function twoTabsShowOneConversation(t) {
  await t.behind("/model", { text: "Dogs are welcome in all our hotels [1].", seconds: 2 });
  const context = await t.visitor();
  let streams = 0;
  context.on("request", (r) => (streams += r.url().endsWith("/events") ? 1 : 0));
  const one = await t.chat("/", { context });
  await until(one, () => Object.keys(localStorage).some((name) => name.endsWith(":session")));
  const two = await t.open("/", { context });
  await two.getByRole("dialog").waitFor();
  await say(one, "Can I bring my dog?");
  await two.locator(".item.visitor").waitFor();
  await two.locator(".dots, .writing, .bubble.rich").first().waitFor();
  await Promise.all([answered(one), answered(two)]);
  assert.equal(streams, 1, "one tab reads the stream for both");
  await one.close();
  await say(two, "Where can I park?");
  await answered(two, 2);
  assert.equal(await two.locator(".item.visitor").count(), 2);
}

export async function aProxyHoldsTheStreamBack(t) {
  await t.behind("/model", {});
  const context = await t.visitor();
  await context.route("**/events", (route) => new Promise(() => route)); // nothing ever comes
  const page = await t.chat("/", { context, allow: gone });
  await say(page, "Can I bring my dog?");
  await answered(page);
}

export async function anAnswerComesWhileTheChatIsClosed(t) {
  await t.behind("/model", { text: "Dogs are welcome in all our hotels [1].", seconds: 2 });
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await page.locator(".item.visitor:not(.waiting)").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close the chat" }).click();
  await page.getByRole("button", { name: "Open the chat (1 unread)" }).waitFor();
  await until(page, () => window.told.some(([name, detail]) => name === "unread" && detail.count === 1));
  await t.shot(page, "unread");
  await t.accessible(page, "unread");
  await page.goto(`${t.pages}/rooms`);
  const button = page.getByRole("button", { name: "Open the chat (1 unread)" });
  await button.waitFor();
  await button.click();
  await answered(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close the chat" }).click();
  await page.getByRole("button", { name: "Open the chat", exact: true }).waitFor();
}

export async function tooManyMessages(t) {
  await t.behind("/model", {});
  const context = await t.visitor();
  let refusals = 1;
  await context.route("**/api/chat/message", (route) => refusals-- > 0
    ? route.fulfill({ status: 429, headers: { "Retry-After": "2", "Access-Control-Allow-Origin": t.pages, "Access-Control-Expose-Headers": "Retry-After" }, contentType: "application/problem+json", body: JSON.stringify({ code: "rate_limited", detail: "Slow down." }) })
    : route.continue());
  const page = await t.chat("/", { context, allow: gone });
  await say(page, "Can I bring my dog?");
  await page.getByText("You are fast!").waitFor();
  await answered(page);
}

export async function backAndForward(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  await page.goto(`${t.pages}/?page=empty`);
  await page.goBack();
  await answered(page);
  await say(page, "Where can I park?");
  await answered(page, 2);
}

export async function theSessionIsGone(t) {
  await t.behind("/model", {});
  const page = await t.chat("/", { allow: gone });
  await until(page, () => Object.keys(localStorage).some((name) => name.endsWith(":session")));
  await page.evaluate(() => {
    for (const name of Object.keys(localStorage)) if (name.endsWith(":session")) localStorage.setItem(name, crypto.randomUUID());
  });
  await page.reload();
  await page.getByRole("button", { name: "Can I bring my dog?" }).waitFor();
  await say(page, "Can I bring my dog?");
  await answered(page);
}
