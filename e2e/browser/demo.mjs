// Plays a visitor on the demo page.
import assert from "node:assert/strict";
import { accessible, done, open, phone as phoneInTheDark, screenshot } from "./browser.mjs";

async function ask(page, question) {
  const answers = page.locator(".item.assistant .bubble, .item.system .bubble");
  await answers.first().waitFor(); // the welcome, which would count as an answer
  const before = await answers.count();
  await page.locator("textarea").fill(question);
  await page.keyboard.press("Enter");
  await page.locator(".item.visitor", { hasText: question }).waitFor();
  await page.waitForFunction((n) => {
    const log = document.querySelector("[data-innconnect]").shadowRoot.querySelector(".log");
    return log.querySelectorAll(".item.assistant .bubble, .item.system .bubble").length > n && log.lastElementChild.matches(".assistant:has(.thumbs), .system");
  }, before, { timeout: 15_000 });
  return page.locator(".item.assistant, .item.system").last();
}

const page = await open("/demo");
await screenshot(page, "demo-page.png");
await page.getByRole("button", { name: "Open the chat" }).click();

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
await page.locator(".item.visitor").nth(3).waitFor();
await page.getByRole("button", { name: "NL" }).click();
await page.getByPlaceholder("Stel een vraag…").waitFor();

const phone = await open("/demo?lang=nl", phoneInTheDark);
await phone.getByRole("button", { name: "Open de chat" }).tap();
await ask(phone, "Waar kan ik parkeren?");
await accessible(phone, "phone, dark");
await screenshot(phone, "phone-dark.png");

await done("demo page");
