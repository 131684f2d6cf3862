// Suggestions.
import assert from "node:assert/strict";
import { answered } from "../stage.mjs";

const suggestion = (triggers, more = {}) => ({ id: "rooms", url_pattern: "/", text: "Looking for a family room?", message: "", triggers, ...more });
const set = (t, ...list) => t.behind("/site-file?flag=--page-suggestions", list);
const bubble = (page) => page.getByRole("button", { name: "Looking for a family room?" });

export async function aSuggestionIsShownTakenAndNotShownAgain(t) {
  await t.behind("/model", {});
  await set(t, suggestion({ after_seconds: 1 }, { message: "Where can I park?" }));
  const page = await t.open();
  await bubble(page).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement), await page.evaluate(() => document.body), "the focus stays where it was");
  await t.shot(page, "suggestion");
  await t.accessible(page, "suggestion");
  await bubble(page).click();
  await page.locator(".item.visitor", { hasText: "Where can I park?" }).waitFor();
  await answered(page);
  await page.getByRole("dialog").getByRole("button", { name: "Close the chat" }).click();
  await page.reload();
  await page.waitForTimeout(2500);
  assert.equal(await bubble(page).count(), 0);
}

export async function aSuggestionThatWasClosedStaysAway(t) {
  await set(t, suggestion({}));
  const page = await t.open();
  await bubble(page).waitFor();
  await page.getByRole("button", { name: "Close this suggestion" }).click();
  await bubble(page).waitFor({ state: "detached" });
  await page.reload();
  await page.waitForTimeout(1500);
  assert.equal(await bubble(page).count(), 0);
}

export async function allTriggersMustHold(t) {
  await set(t, suggestion({ scroll_percent: 50, element: "#prices" }));
  const page = await t.open();
  await page.evaluate(() => {
    document.querySelector("main").style.height = "4000px";
    document.querySelector("main").insertAdjacentHTML("beforeend", '<p id="prices" style="position: absolute; top: 3000px">Prices</p>');
  });
  await page.evaluate(() => scrollTo(0, 1800));
  await page.waitForTimeout(1200);
  assert.equal(await bubble(page).count(), 0, "half of the page, but not the element");
  await page.evaluate(() => document.querySelector("#prices").scrollIntoView());
  await bubble(page).waitFor();
}

export async function anotherPageOfASinglePageSite(t) {
  await set(t, suggestion({}, { url_pattern: "/rooms*" }));
  const page = await t.open();
  await page.waitForTimeout(1200);
  assert.equal(await bubble(page).count(), 0);
  await page.evaluate(() => history.pushState({}, "", "/rooms/family"));
  await bubble(page).waitFor();
  await page.evaluate(() => history.pushState({}, "", "/contact"));
  await bubble(page).waitFor({ state: "detached" });
  await set(t);
}
