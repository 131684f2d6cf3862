// The panel without a mouse: nothing here clicks, fills or moves the focus, but for keys.
import assert from "node:assert/strict";
import { routes } from "../routes.mjs";

/** Returns what is wrong with the focus: one must see it where it is, and what had it before must look different now. */
const look = (page) => page.evaluate(() => {
  const parts = (element) => [element, element.nextElementSibling, ...(element.labels ?? []), element.parentElement, element.closest(".mantine-Input-input")].filter(Boolean);
  const marks = (element) => parts(element).map((part) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
    return `${outlineStyle} ${outlineWidth} ${boxShadow}`;
  }).join();
  const inView = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && right > left && bottom > top && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  };
  const say = (element) => element.outerHTML.slice(0, 200);
  const { activeElement: element } = document;
  const before = window.focusBefore;
  if (before?.element === element) return ""; // a date has several stops of its own
  const problems = [];
  if (before?.element.isConnected && marks(before.element) === before.marks) problems.push(`has no mark: ${say(before.element)}`);
  window.focusBefore = element === document.body || element.matches("iframe") ? undefined : { element, marks: marks(element) };
  if (window.focusBefore && !parts(element).some(inView)) problems.push(`is out of sight: ${say(element)}`);
  return problems.join("\n");
});

/** Whoever uses a page by keys alone. */
function handsOf(page) {
  const press = (key) => page.keyboard.press(key);
  const has = (target) => target.evaluateAll((elements) => elements.includes(document.activeElement));
  const focused = () => page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));
  return {
    press,
    type: (text) => page.keyboard.type(text),
    has,

    /** Goes on with Tab, or another key, until the target has the focus. */
    async to(target, key = "Tab") {
      await target.first().waitFor({ state: "attached" });
      const way = [];
      for (let i = 0; i < 80; i++) {
        await press(key);
        assert.equal(await look(page), "");
        if (await has(target)) return;
        way.push(await focused());
      }
      assert.fail(`${target} is out of reach: ${way.slice(-12).join("\n")}`);
    },

    /** Goes to a target and presses Enter. */
    async enter(target, key) {
      await this.to(target, key);
      await press("Enter");
    },

    /** Waits until the target has the focus by itself. */
    async arrives(target) {
      for (let i = 0; i < 100; i++) {
        if (await has(target)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.fail(`the focus is not on ${target} but on ${await focused()}`);
    },

    /** Holds that the focus goes round within a dialog. */
    async stayIn(dialog) {
      for (const key of ["Tab", "Shift+Tab"]) {
        for (let i = 0; i < 15; i++) {
          await press(key);
          assert.equal(await look(page), "");
          assert.ok(await dialog.evaluate((dialog) => dialog.contains(document.activeElement)), "the focus stays in the dialog");
        }
      }
    },
  };
}

/** Signs somebody in at an address. */
async function begin(t, role, path) {
  const page = await t.open(path, { permissions: ["clipboard-read", "clipboard-write"] });
  const hands = handsOf(page);
  await hands.arrives(page.getByLabel("E-mail"));
  await hands.type(`${role}@example.org`);
  await hands.press("Tab");
  await hands.type(t.password);
  await hands.press("Enter");
  await page.getByRole("button", { name: role }).waitFor();
  return { page, hands };
}

export async function theHeaderAndTheNavigation(t) {
  const { page, hands } = await begin(t, "admin", "/inbox");
  await page.getByRole("heading", { name: "Escalations" }).waitFor();
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await hands.enter(skip);
  await hands.arrives(page.locator("#content"));
  await hands.press("Tab");
  assert.ok(await page.evaluate(() => document.querySelector("#content").contains(document.activeElement)), "what comes next is the content");

  const menu = page.getByRole("button", { name: "Admin" });
  await hands.enter(menu);
  await hands.to(page.getByRole("menuitemradio", { name: "Nederlands" }), "ArrowDown");
  await hands.press("Enter");
  await page.getByRole("heading", { name: "Escalaties" }).waitFor();
  await hands.to(page.getByRole("menuitemradio", { name: "English" }), "ArrowUp");
  await hands.press("Enter");
  await page.getByRole("heading", { name: "Escalations" }).waitFor();
  await hands.press("Escape");
  await hands.arrives(menu);

  const made = await page.evaluate(async () => (await fetch("/api/admin/sites", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name: "Bakery", language: "en" }) })).json());
  await hands.enter(page.getByRole("link", { name: "Knowledge base" }));
  await hands.arrives(page.getByRole("heading", { name: "Knowledge base" }));
  await hands.to(page.getByRole("combobox", { name: "Site" }), "Shift+Tab");
  await hands.type("Bake");
  await page.getByRole("option", { name: "Bakery" }).waitFor();
  await hands.press("ArrowDown");
  await hands.press("Enter");
  await page.waitForURL(`**/sites/${made.id}/knowledge`);
}

export async function aConversationFromWaitingToClosed(t) {
  const visitor = await t.visitor();
  await visitor.say("Can I bring my dog?");
  await visitor.say("I want to talk to a person");
  const { page, hands } = await begin(t, "agent", "/inbox");
  const button = (name) => page.getByRole("button", { name, exact: true });
  const said = (text) => page.getByRole("log", { name: "Messages" }).getByText(text);
  await hands.enter(page.getByRole("region", { name: "Conversations" }).getByRole("link", { name: "Can I bring my dog?" }));
  await hands.enter(button("Take over"));
  const reply = page.getByRole("textbox", { name: "Reply to the visitor" });
  await hands.arrives(reply);
  await hands.type("Yes, it is ");
  await hands.to(button("Bold"), "Shift+Tab");
  await hands.press("Enter");
  await hands.arrives(reply);
  await hands.type("welcome");
  await hands.enter(button("Send"));
  await said("Yes, it is welcome").waitFor();

  await hands.to(page.getByRole("radio", { name: "Reply" }), "Shift+Tab");
  await hands.press("ArrowRight");
  const note = page.getByRole("textbox", { name: "Note for colleagues, never shown to the visitor" });
  await hands.to(note);
  await hands.type("A small dog");
  await hands.press("Enter");
  await said("A small dog").waitFor();

  await hands.enter(button("More"), "Shift+Tab");
  await hands.to(page.getByRole("menuitemradio", { name: "High" }), "ArrowDown");
  await hands.press("Escape");
  await hands.arrives(button("More"));
  await hands.enter(button("Hand back"), "Shift+Tab");
  await button("Take over").waitFor();
  await hands.arrives(page.getByRole("heading", { name: "Visitor" }));

  await hands.enter(button("Close"));
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await hands.stayIn(dialog);
  await hands.press("Escape");
  await hands.arrives(button("Close"));
  await hands.press("Enter");
  await hands.to(dialog.getByRole("button", { name: "Close", exact: true }).last());
  await hands.press("Enter");
  await page.getByText("Closed", { exact: true }).first().waitFor();
  await hands.arrives(page.getByRole("heading", { name: "Visitor" }));
}

export async function anArticleIsWrittenAndPublished(t) {
  const { page, hands } = await begin(t, "agent", `/sites/${t.site}/knowledge`);
  await hands.enter(page.getByRole("link", { name: "Write an article" }));
  await hands.to(page.getByLabel("Title"));
  await hands.type("Bicycles");
  const body = page.getByRole("textbox", { name: "Text" });
  await hands.to(page.getByRole("button", { name: "Bold" }));
  await hands.to(body);
  await hands.press("Control+b");
  await hands.type("Two wheels");
  await hands.press("Control+b");
  await hands.type(" each.");
  await hands.press("Enter");
  await hands.type("- red");
  await hands.press("Enter");
  await hands.type("blue");
  await hands.press("Control+]"); // below the one before
  await page.locator(".ProseMirror li li").getByText("blue").waitFor();
  await hands.press("Tab");
  assert.ok(!await hands.has(body), "Tab leads out of a list");
  assert.equal(await look(page), "");
  await hands.to(body, "Shift+Tab");
  await hands.press("Shift+Tab");
  assert.ok(!await hands.has(body), "and so does Shift+Tab");
  await hands.enter(page.getByRole("button", { name: "Publish" }), "Shift+Tab");
  await page.waitForURL(/knowledge\/[0-9a-f-]{36}$/);
  await page.getByText("Published", { exact: true }).waitFor();
  await hands.arrives(page.getByRole("heading", { name: "Bicycles" }));
}

export async function aSettingAndAKeyOfASite(t) {
  const { page, hands } = await begin(t, "admin", `/sites/${t.site}/settings`);
  await hands.to(page.getByLabel("Welcome message"));
  await hands.type("Ahoy");
  await hands.enter(page.getByRole("button", { name: "Save" }));
  await page.getByText("Saved. It acts from now on.").waitFor();

  await hands.to(page.getByRole("tab", { name: "Settings" }), "Shift+Tab");
  await hands.to(page.getByRole("tab", { name: "API keys" }), "ArrowRight");
  await hands.press("Enter");
  const add = page.getByRole("button", { name: "New key" });
  await hands.enter(add);
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await hands.stayIn(dialog);
  await hands.press("Escape");
  await hands.arrives(add);
  await hands.press("Enter");
  await hands.to(dialog.getByRole("radio", { name: "Public" }));
  await hands.press("ArrowRight");
  await hands.to(dialog.getByLabel("What it is for"));
  await hands.type("Bookings");
  await hands.press("Enter");
  await page.getByText(/^ssk_/).waitFor();
  await hands.enter(page.getByRole("button", { name: "Copy" }));
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^ssk_/);
}

export async function aColleagueIsInvited(t) {
  const { page, hands } = await begin(t, "admin", "/team");
  await page.getByRole("cell", { name: "viewer@example.org" }).waitFor();
  const add = page.getByRole("button", { name: "Add somebody" });
  await hands.enter(add);
  const dialog = page.getByRole("dialog");
  await hands.arrives(dialog.getByLabel("E-mail"));
  await hands.type("kim@example.org");
  await hands.to(dialog.getByLabel("Name"));
  await hands.type("Kim");
  await hands.to(dialog.getByRole("combobox", { name: "Sites" }));
  await hands.type("Haven");
  await page.getByRole("option", { name: "Havenlicht Hotels" }).waitFor();
  await hands.press("ArrowDown");
  await hands.press("Enter");
  await hands.enter(dialog.getByRole("button", { name: "Add somebody" }));
  await page.getByRole("row", { name: /kim@example\.org/ }).getByText("Invited").waitFor();
  await hands.arrives(add);
}

export async function everyStopOnEveryScreenIsSeen(t) {
  const { page, hands } = await begin(t, "admin", "/account");
  for (const path of routes.map((path) => path.replace("$site", t.site)).filter((path) => !path.includes("$"))) {
    await page.goto(t.panel + path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    for (let i = 0; i < 25; i++) {
      await hands.press("Tab");
      assert.equal(await look(page), "", path);
    }
  }
}
