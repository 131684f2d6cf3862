// Plays a visitor on the demo page of a running product.
// usage: node demo.mjs BASE_URL SCREENSHOT_FOLDER
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [base, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems = [];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && problems.push(m.text()));
  page.on("pageerror", (e) => problems.push(e.message));
  page.on("request", (r) => r.url().startsWith(base) || r.url().startsWith("data:") || problems.push(`third party: ${r.url()}`));
  await page.goto(base + path);
  return page;
}

async function accessible(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], where);
}

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
await page.screenshot({ path: join(shots, "demo-page.png") });
await page.getByRole("button", { name: "Open the chat" }).click();
await page.waitForSelector("#chat-input");

let answer = await ask(page, "Can I bring my dog?");
assert.match(await answer.innerText(), /Dogs and cats are welcome/);
assert.match(await answer.innerText(), /Bringing your dog or cat/, "the answer names its source");
await page.screenshot({ path: join(shots, "demo.png") });
await accessible(page, "chat");

answer = await ask(page, "Mag ik mijn hond meenemen?");
assert.match(await answer.innerText(), /Honden en katten/);

answer = await ask(page, "What is the capital of France?");
assert.doesNotMatch(await answer.innerText(), /Paris/);
assert.match(await answer.innerText(), /person|colleague/, "an honest no offers a person");

answer = await ask(page, "<img src=x onerror=window.hacked=1> Ik wil een medewerker spreken");
assert.match(await answer.innerText(), /collega/);
assert.equal(await page.evaluate(() => window.hacked), undefined, "a visitor's markup does nothing");
await page.screenshot({ path: join(shots, "escalated.png") });

await page.reload();
await page.getByRole("button", { name: "Open the chat" }).click();
await page.waitForFunction(() => document.querySelectorAll(".chat-item.visitor").length === 4);

await page.getByRole("button", { name: "End chat" }).click();
await page.waitForSelector(".chat-rating fieldset");
await accessible(page, "rating");
await page.screenshot({ path: join(shots, "rating.png") });

const phone = await open("/demo?lang=nl", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: "dark" });
await phone.getByRole("button", { name: "Open de chat" }).tap();
await ask(phone, "Waar kan ik parkeren?");
await accessible(phone, "phone, dark");
await phone.screenshot({ path: join(shots, "phone-dark.png") });

assert.deepEqual(problems, [], "the console is silent and nothing else is loaded");
await browser.close();
console.log("demo page: every step passed");
