// The end of a conversation, and the next one.
import assert from "node:assert/strict";
import { answered, say, until } from "../stage.mjs";

async function end(page) {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "End chat" }).click();
  await page.getByRole("button", { name: "End chat" }).click();
  await page.getByText("How was this conversation?").waitFor();
}

export async function isRatedAndReadOnly(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  await end(page);
  assert.equal(await page.getByRole("textbox", { name: "Your message" }).count(), 0, "it is read-only");
  await page.getByRole("radio", { name: "4 stars" }).check({ force: true });
  await page.getByRole("checkbox", { name: "Friendly" }).check({ force: true });
  await page.getByRole("textbox", { name: "Anything else? (optional)" }).fill("Quick and clear.");
  await t.shot(page, "rating");
  await t.accessible(page, "rating");
  const [rate] = await Promise.all([
    page.waitForRequest((r) => r.url().endsWith("/rate")),
    page.getByRole("button", { name: "Send rating" }).click(),
  ]);
  assert.deepEqual(rate.postDataJSON(), { stars: 4, tags: ["Friendly"], feedback: "Quick and clear." });
  await page.getByText("Thank you for your rating!").waitFor();
  await until(page, () => window.told.some(([name, detail]) => name === "rated" && detail.stars === 4));
  await t.accessible(page, "rated");
  await page.reload();
  await page.getByText("Thank you for your rating!").waitFor();
}

export async function startsANewOne(t) {
  await t.behind("/model", {});
  const page = await t.chat();
  await say(page, "Can I bring my dog?");
  await answered(page);
  await end(page);
  await page.getByRole("button", { name: "Start a new conversation" }).click();
  await page.getByRole("button", { name: "Can I bring my dog?" }).waitFor();
  assert.equal(await page.locator(".item.visitor").count(), 0);
  await say(page, "Where can I park?");
  await answered(page);
}

export async function isAskedFirst(t) {
  const page = await t.chat();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "End chat" }).click();
  await page.getByText("End this conversation?").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  assert.ok(await page.getByRole("textbox", { name: "Your message" }).isVisible());
}
