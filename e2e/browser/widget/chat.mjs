// A conversation with the assistant.
import assert from "node:assert/strict";
import { answered, say, until } from "../stage.mjs";

const pets = "**Yes**, dogs and cats are welcome in all our hotels [1].\n\n- They cost €15 per animal and night.\n- At most *two* stay in a room.\n\n```\nPET15\n```\n\n### Before you come\n\nTell us when you book. [1]";

export async function opensWithinASecondOfTheClick(t) {
  const page = await t.open();
  const button = page.getByRole("button", { name: "Open the chat" });
  await button.waitFor();
  const requests = [];
  page.on("request", (r) => requests.push(r.url()));
  await page.waitForTimeout(300);
  assert.deepEqual(requests.filter((url) => url.includes("panel")), [], "the panel is fetched when it is wanted");
  const from = Date.now();
  await button.click();
  await page.getByText("Hello! What can I help you with?").waitFor();
  await page.getByRole("button", { name: "Can I bring my dog?" }).waitFor();
  const took = Date.now() - from;
  console.log(`     from the click to the greeting: ${took} ms`);
  assert.ok(took < 3000, `${took} ms: within a second on a quiet machine, with slack for a busy one`);
  assert.ok(await page.getByRole("textbox", { name: "Your message" }).evaluate((el) => el.getRootNode().activeElement === el), "the input has the focus");
}

export async function answersWhileTheAnswerIsWritten(t) {
  await t.behind("/model", { text: pets, seconds: 2 });
  const page = await t.chat();
  await t.shot(page, "open");
  await page.getByRole("button", { name: "Can I bring my dog?" }).click();
  await page.locator(".dots").waitFor();
  await until(page, () => /Yes, dogs/.test(document.querySelector("[data-innconnect]").shadowRoot.querySelector(".log").lastElementChild.textContent));
  assert.equal(await page.locator(".thumbs").count(), 0, "the first words come before the answer is whole");
  await t.shot(page, "streaming");
  const answer = await answered(page);
  for (const [what, selector] of Object.entries({ bold: "strong", list: "ul li", emphasis: "em", code: "pre code", heading: "h3" })) {
    assert.ok(await answer.locator(`.bubble ${selector}`).count() > 0, what);
  }
  assert.equal(await answer.locator(".sources li").first().innerText(), "Bringing your dog or cat");
  await t.shot(page, "answer");
  await t.accessible(page, "an answer");
}

export async function tellsScreenReadersEachAnswerOnce(t) {
  await t.behind("/model", { text: "Dogs are **welcome** [1].", seconds: 1 });
  const page = await t.chat();
  await page.evaluate(() => {
    window.said = [];
    const status = document.querySelector("[data-innconnect]").shadowRoot.querySelector("[role=status]");
    new MutationObserver((records) => records.forEach((r) => r.addedNodes.forEach((n) => window.said.push(n.textContent)))).observe(status, { childList: true });
  });
  await say(page, "Can I bring my dog?");
  await answered(page);
  assert.deepEqual(await page.evaluate(() => window.said), ["Assistant: Dogs are welcome."]);
}

export async function takesThumbs(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  const up = page.getByRole("button", { name: "This helped" });
  const react = page.waitForResponse((r) => r.url().endsWith("/react") && r.request().method() === "POST");
  await up.click();
  assert.equal(await up.getAttribute("aria-pressed"), "true");
  await react;
  await page.reload();
  await page.locator(".thumbs").waitFor();
  assert.equal(await up.getAttribute("aria-pressed"), "true", "it is kept");
  await up.click();
  assert.equal(await up.getAttribute("aria-pressed"), "false");
}

export async function survivesReloadsAndOtherPages(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  await page.getByRole("link", { name: "Rooms" }).click();
  await page.locator(".item.visitor").waitFor();
  assert.ok(await page.getByRole("dialog").isVisible(), "it was open, so it is open");
  await page.getByRole("dialog").getByRole("button", { name: "Close the chat" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Open the chat" }).click();
  await answered(page);
  assert.equal(await page.locator(".item.visitor").count(), 1);
}

export async function offersAndTakesAPerson(t) {
  const page = await t.chat();
  await page.getByRole("button", { name: "Talk to a person" }).click();
  await page.locator(".item.system").waitFor();
  await page.getByText("Waiting for a colleague").waitFor();
  assert.equal(await page.getByRole("button", { name: "Talk to a person" }).count(), 0);
  assert.equal(await page.evaluate(() => window.told?.some(([name]) => name === "escalated")), true, "the page is told");
}

export async function takesNameAndAddress(t) {
  const page = await t.chat();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Leave your e-mail address" }).click();
  await page.getByLabel("E-mail address").fill("not an address");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Please check this e-mail address.").waitFor();
  await t.accessible(page, "a wrong address");
  await page.getByLabel("E-mail address").fill("ana@example.org");
  await page.getByLabel("Name (optional)").fill("Ana");
  const [identify] = await Promise.all([
    page.waitForRequest((r) => r.url().endsWith("/chat/identify")),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  assert.deepEqual({ ...identify.postDataJSON(), session_id: "" }, { email: "ana@example.org", name: "Ana", session_id: "" });
  await page.getByText("Thank you, your details are saved.").waitFor();
}

export async function worksByKeyboardAlone(t) {
  await t.behind("/model", {});
  const page = await t.open();
  await page.getByRole("button", { name: "Open the chat" }).focus();
  await page.keyboard.press("Enter");
  await page.locator(".bubble").first().waitFor();
  await page.keyboard.type("Can I bring my dog?");
  await page.keyboard.press("Enter");
  await answered(page);
  const focused = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.getAttribute("aria-label"));
  for (let n = 0; n < 9 && await focused() !== "This did not help"; n++) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  assert.equal(await page.getByRole("button", { name: "This did not help" }).getAttribute("aria-pressed"), "true");
  await page.getByRole("button", { name: "More" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "More", "the menu gives the focus back");
  await page.keyboard.press("Escape");
  assert.equal(await focused(), "Open the chat", "so does the panel");
}
