// Reads the page of the contract.
import assert from "node:assert/strict";
import { accessible, done, open, phone, screenshot } from "./browser.mjs";

const wide = await open("/api/docs");
await screenshot(wide, "docs.png");
await accessible(wide, "light");
await wide.getByRole("link", { name: /Ask a question and get the answer/ }).last().click();
assert.match(wide.url(), /#sendMessage$/);
const call = wide.locator("#sendMessage");
await call.locator("details").evaluateAll((all) => all.forEach((d) => { d.open = true; }));
assert.match(await call.innerText(), /idempotency_conflict/);
assert.match(await call.innerText(), /"content": "Can I bring my dog\?"/);
await screenshot(wide, "docs-call.png");

const narrow = await open("/api/docs", phone);
await narrow.locator("details").evaluateAll((all) => all.forEach((d) => { d.open = true; }));
await accessible(narrow, "phone, dark, all open");
const sideways = await narrow.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
assert.equal(sideways, 0, "nothing is cut off or scrolls sideways");
await screenshot(narrow, "docs-phone.png");
await narrow.getByRole("link", { name: "Contents" }).tap();
await screenshot(narrow, "docs-phone-contents.png");
await narrow.goto(`${narrow.url().split("#")[0]}#rateSession`);
await screenshot(narrow, "docs-phone-call.png");

await done("page of the contract");
