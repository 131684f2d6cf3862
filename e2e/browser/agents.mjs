// Plays two agents on the admin panel and a visitor on the demo page.
import assert from "node:assert/strict";
import { accessible, done, open, phone, screenshot } from "./browser.mjs";

// The browser says itself that nobody is signed in yet, and that a call came too late.
const allow = /status of (401|409)/;

async function signIn(name, options) {
  const page = await open("/admin", { allow, ...options });
  await page.getByLabel("E-mail address").fill(`${name}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(process.env.STAFF_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Live", { exact: true }).waitFor();
  return page;
}

const bubble = (page, text) => page.locator(".transcript .bubble", { hasText: text });
const said = (text) => visitor.locator(".item", { hasText: text });

async function ask(text) {
  await visitor.locator("textarea").fill(text);
  await visitor.keyboard.press("Enter");
  await visitor.locator(".item.visitor", { hasText: text }).waitFor();
}

const ana = await signIn("ana"), ben = await signIn("ben");
await ana.getByRole("button", { name: /Waiting/ }).click();
await ana.getByText("Nobody is waiting").waitFor();

const visitor = await open("/demo");
await visitor.getByRole("button", { name: "Open the chat" }).click();
await ask("Can I bring my dog?");
await said("Dogs and cats are welcome").waitFor();
await ask("I want to talk to a person");

// Both see it come, and why.
const row = (page) => page.locator("#rows a", { hasText: "Can I bring my dog?" });
await row(ana).click();
await row(ben).click();
await ana.locator(".banner", { hasText: "Asked for a person" }).waitFor();
await ana.locator(".few-words", { hasText: "Can I bring my dog?" }).waitFor();
await accessible(ana, "a conversation that waits");
await screenshot(ana, "waiting.png");

// Of two who take over at once, one has it and the other is told who.
await Promise.all([ana, ben].map((page) => page.getByRole("button", { name: "Take over" }).click()));
await Promise.all([ana, ben].map((page) => page.waitForFunction(() => /has this conversation/.test(document.body.innerText) || !document.querySelector(".desk-form").hidden)));
const anaWon = await ana.getByLabel("Reply to the visitor").isVisible();
const [winner, other, name] = anaWon ? [ana, ben, "Ana"] : [ben, ana, "Ben"];
await other.getByText(`${name} has this conversation`).first().waitFor();
assert.equal(await other.getByLabel("Reply to the visitor").isVisible(), false);
await visitor.getByText(name).first().waitFor();

// They speak; a note stays among colleagues; what is half written stays.
await winner.getByLabel("Reply to the visitor").fill("Hello, your dog is <b onclick=alert(1)>very</b> **welcome**.");
await winner.keyboard.press("Enter");
await said("very welcome").waitFor();
await bubble(other, "very welcome").waitFor();
await winner.getByLabel("Reply to the visitor").fill("Half a sent");
await ask("Even a large one?");
await bubble(winner, "Even a large one?").waitFor();
await bubble(other, "Even a large one?").waitFor();
await other.getByText("Notes for colleagues").click();
await other.getByLabel(/Note for colleagues/).fill("A guest whom we know well");
await other.getByRole("button", { name: "Add note" }).click();
await winner.getByText("Notes for colleagues (1)").click();
await winner.getByText("A guest whom we know well").waitFor();
assert.equal(await winner.getByLabel("Reply to the visitor").inputValue(), "Half a sent");
await accessible(winner, "a conversation that one has");
await screenshot(winner, "mine.png");
assert.doesNotMatch(await visitor.evaluate(() => document.querySelector("[data-innconnect]").shadowRoot.textContent), /know well/);

// Passed on, handed back, ended.
await winner.getByLabel("Pass on to").focus();
await winner.getByLabel("Pass on to").selectOption({ label: anaWon ? "Ben" : "Ana" });
await other.getByLabel("Reply to the visitor").fill("I take it from here.");
await other.getByRole("button", { name: "Send" }).click();
await said("I take it from here").waitFor();
await other.getByRole("button", { name: "Hand back" }).click();
await other.getByRole("button", { name: "Take over" }).waitFor();
await ask("What time is check-in?");
await visitor.locator(".item.assistant", { hasText: /15:00|3 pm|check/i }).last().waitFor();
other.once("dialog", (dialog) => dialog.accept());
await other.getByRole("button", { name: "End conversation" }).click();
await other.locator(".detail .pill", { hasText: "Closed" }).waitFor();
await winner.locator(".detail .pill", { hasText: "Closed" }).waitFor();

const small = await signIn("ana", phone);
await row(small).tap();
await bubble(small, "I take it from here").waitFor();
await accessible(small, "phone, dark");
await screenshot(small, "phone.png");

await done("agents");
