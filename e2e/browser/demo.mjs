// Plays a visitor on the demo page of a running product.
import assert from "node:assert/strict";
import { accessible, done, open, phone as phoneInTheDark, screenshot } from "./browser.mjs";

async function ask(page, question) {
  await page.waitForSelector(".chat-item.assistant"); // the welcome, which would count as an answer
  const before = await page.locator(".chat-item.assistant").count();
  await page.fill("#chat-input", question);
  await page.keyboard.press("Enter");
  await page.waitForFunction((n) => document.querySelectorAll(".chat-item.assistant:not(.pending)").length > n
    && !document.querySelector(".chat-typing, .chat-bubble.draft"), before, { timeout: 15000 });
  return page.locator(".chat-item.assistant").last();
}

const page = await open("/demo");
await screenshot(page, "demo-page.png");
await page.getByRole("button", { name: "Open the chat" }).click();
await page.waitForSelector("#chat-input");

let answer = await ask(page, "Can I bring my dog?");
assert.match(await answer.innerText(), /Dogs and cats are welcome/);
assert.match(await answer.innerText(), /Bringing your dog or cat/, "the answer names its source");
await screenshot(page, "demo.png");
await accessible(page, "chat");

answer = await ask(page, "Mag ik mijn hond meenemen?");
assert.match(await answer.innerText(), /Honden en katten/);

answer = await ask(page, "What is the capital of France?");
assert.doesNotMatch(await answer.innerText(), /Paris/);
assert.match(await answer.innerText(), /person|colleague/, "an honest no offers a person");

answer = await ask(page, "<img src=x onerror=window.hacked=1> Ik wil een medewerker spreken");
assert.match(await answer.innerText(), /collega/);
assert.equal(await page.evaluate(() => window.hacked), undefined, "a visitor's markup does nothing");
await screenshot(page, "escalated.png");

await page.reload();
await page.getByRole("button", { name: "Open the chat" }).click();
await page.waitForFunction(() => document.querySelectorAll(".chat-item.visitor").length === 4);

await page.getByRole("button", { name: "End chat" }).click();
await page.waitForSelector(".chat-rating fieldset");
await accessible(page, "rating");
await screenshot(page, "rating.png");

const phone = await open("/demo?lang=nl", phoneInTheDark);
await phone.getByRole("button", { name: "Open de chat" }).tap();
await ask(phone, "Waar kan ik parkeren?");
await accessible(phone, "phone, dark");
await screenshot(phone, "phone-dark.png");

await done("demo page");
