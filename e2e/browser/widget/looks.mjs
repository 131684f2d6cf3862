// Every look of the widget, each without an accessibility violation.
import assert from "node:assert/strict";
import { answered, say } from "../stage.mjs";

async function conversation(t, page, name) {
  await say(page, "Can I bring my dog?");
  await answered(page);
  await t.shot(page, name);
  await t.accessible(page, name);
}

export async function dark(t) {
  await t.behind("/model", {});
  await conversation(t, await t.chat("/", { colorScheme: "dark" }), "dark");
}

export async function forcedColours(t) {
  await t.behind("/model", {});
  await conversation(t, await t.chat("/", { forcedColors: "active" }), "forced-colours");
}

export async function phone(t) {
  await t.behind("/model", {});
  const page = await t.chat("/", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const { width, height } = await page.getByRole("dialog").boundingBox();
  assert.deepEqual([Math.round(width), Math.round(height)], [390, 844], "it fills the screen");
  assert.equal(await page.getByRole("dialog").getAttribute("aria-modal"), "true");
  assert.equal(await page.locator("main").evaluate((el) => el.inert), true, "the page behind takes no focus");
  for (const button of await page.getByRole("dialog").getByRole("button").all()) {
    const box = await button.boundingBox();
    // Layout counts in fractions of a pixel: a button of 44 may measure 43.9999.
    const large = !box || (Math.round(box.width) >= 44 && Math.round(box.height) >= 44);
    assert.ok(large, `${await button.innerText()}: ${JSON.stringify(box)}`);
  }
  await conversation(t, page, "phone");
  await page.getByRole("button", { name: "Close the chat" }).click();
  assert.equal(await page.locator("main").evaluate((el) => el.inert), false);
}

export async function rightToLeft(t) {
  await t.behind("/model", {});
  await t.behind("/site-file?flag=--texts", { placeholder: "اكتب سؤالك…", person: "التحدث إلى شخص" });
  const page = await t.open("/?page=boot");
  await page.evaluate(() => InnConnect("boot", { ...window.settings, language: "ar" }));
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.getByPlaceholder("اكتب سؤالك…").waitFor();
  assert.equal(await page.getByRole("dialog").evaluate((el) => getComputedStyle(el).direction), "rtl");
  await say(page, "هل يمكنني إحضار كلبي؟ Can I bring my dog?");
  await page.locator(".item").nth(2).waitFor();
  const visitor = await page.locator(".item.visitor .bubble").boundingBox();
  const panel = await page.getByRole("dialog").boundingBox();
  assert.ok(visitor.x - panel.x < 40, "the visitor's messages are on the left");
  await t.shot(page, "right-to-left");
  await t.accessible(page, "right to left");
  await t.behind("/site-file?flag=--texts", {});
}

export async function everyLanguage(t) {
  for (const [language, open, person] of [["nl", "Open de chat", "Een medewerker spreken"], ["de", "Chat öffnen", "Mit einem Menschen sprechen"], ["fr-BE", "Ouvrir le chat", "Parler à une personne"]]) {
    const page = await t.open("/?page=boot");
    await page.evaluate((l) => InnConnect("boot", { ...window.settings, language: l }), language);
    await page.getByRole("button", { name: open }).click();
    await page.getByRole("button", { name: person }).waitFor();
    await t.accessible(page, language);
  }
}

export async function theSitesOwn(t) {
  await t.behind("/site", ["--title", "Ask the lighthouse", "--welcome", "Ahoy!", "--primary-color", "#0B5C57", "--position", "bottom-left"]);
  const page = await t.chat();
  await page.getByRole("heading", { name: "Ask the lighthouse" }).waitFor();
  await page.getByText("Ahoy!").waitFor();
  assert.equal(await page.locator(".head").evaluate((el) => getComputedStyle(el).backgroundColor), "rgb(11, 92, 87)");
  assert.ok((await page.getByRole("dialog").boundingBox()).x < 40, "it is on the left");
  await t.shot(page, "own-colours");
  await t.accessible(page, "the site's own");
  await t.behind("/site", ["--title", "", "--welcome", "", "--primary-color", "#E85D04", "--position", "bottom-right"]);
}

export async function calm(t) {
  const page = await t.chat("/", { reducedMotion: "reduce" });
  await say(page, "Can I bring my dog?");
  const moving = await page.evaluate(() => document.getAnimations({ subtree: true }).length
    + [...document.querySelector("[data-innconnect]").shadowRoot.querySelectorAll("*")].flatMap((el) => el.getAnimations()).filter((a) => a.animationName !== "late").length);
  assert.equal(moving, 0);
  await answered(page);
}
