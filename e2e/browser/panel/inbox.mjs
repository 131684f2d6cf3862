// The inbox: staff who take over, answer, pass on and never collide.
import assert from "node:assert/strict";
import { payloads } from "../payloads.mjs";
import { phone } from "../desk.mjs";

const question = "Can I bring my dog?";
const row = (page, text = question) => page.getByRole("region", { name: "Conversations" }).getByRole("link", { name: text });
const said = (page, text) => page.getByRole("log", { name: "Messages" }).getByText(text);
const reply = (page) => page.getByRole("textbox", { name: "Reply to the visitor" });
const note = (page) => page.getByRole("textbox", { name: "Note for colleagues, never shown to the visitor" });
const bell = (page) => page.getByRole("button", { name: /^Notifications/ });
const told = (page) => page.getByRole("list", { name: "Notifications" });
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** A visitor who asked something and then wants a person. */
async function waiting(t, text = question) {
  const visitor = await t.visitor();
  await visitor.say(text);
  await visitor.say("I want to talk to a person");
  return visitor;
}

export async function twoOfStaffNeverCollide(t) {
  const ana = await t.signIn("admin", "/inbox?reason=provider_failure"), ben = await t.signIn("agent", "/inbox");
  await ana.getByRole("heading", { name: "Nobody is waiting" }).waitFor();
  await t.axe(ana, "an inbox without anybody");
  await ana.getByRole("button", { name: "Filters (1)" }).click();
  await ana.getByRole("button", { name: "Clear the filters" }).click();
  await ana.getByRole("heading", { name: "Escalations" }).click(); // beside the filters

  const visitor = await waiting(t);
  await row(ana).click(); // it came by itself
  await row(ben).click();
  await ana.getByText("Agent is here too").waitFor();
  await ben.getByText("Admin is here too").waitFor();
  await said(ana, "Dogs and cats are welcome").first().waitFor();
  await ana.getByText("Why did the bot say that?").first().click();
  await ana.getByText(/^Score \d/).first().waitFor();
  await t.axe(ana, "a conversation that waits");
  await t.shot(ana, "inbox");

  // Of two who take over at once, one has it and the other is told who.
  const both = await Promise.all([ana, ben].map((page) => button(page, "Take over").elementHandle()));
  await Promise.all(both.map((button) => button.evaluate((button) => button.click()))); // a mouse would come too late for one of them
  await Promise.all([ana, ben].map((page) => page.getByText(/has this conversation|^With (Admin|Agent)$/).first().waitFor()));
  await Promise.all([ana, ben].map((page) => button(page, "Take over").waitFor({ state: "detached" })));
  const anaWon = await reply(ana).isVisible();
  const [winner, other, name] = anaWon ? [ana, ben, "Admin"] : [ben, ana, "Agent"];
  await other.getByText(`${name} has this conversation`).first().waitFor();
  assert.equal(await reply(other).count(), 0);

  // Each sees what the other writes, or that they write.
  await reply(winner).fill("Hello, your dog is <b onclick=alert(1)>very</b> **welcome**.");
  await other.getByText(`${name} is writing …`).waitFor();
  await winner.keyboard.press("Enter");
  await said(other, "very welcome").waitFor();
  await winner.getByText("Not seen yet").waitFor();
  await visitor.say("Even a large one?"); // whose client has the reply now
  await winner.getByText("Seen", { exact: true }).waitFor();
  await reply(winner).fill("Half a sent");
  await visitor.say("And a cat?");
  await said(winner, "And a cat?").waitFor();
  assert.equal(await reply(winner).inputValue(), "Half a sent");
  await note(other).fill("A guest whom we know well");
  await other.keyboard.press("Enter");
  await said(winner, "A guest whom we know well").waitFor();
  await t.axe(winner, "a conversation that one has");

  // Passed on, handed back, closed.
  await reply(winner).fill("");
  await button(winner, "Pass on").click();
  await winner.getByRole("menuitem", { name: anaWon ? "Agent" : "Admin" }).click();
  await reply(other).fill("I take it from here.");
  await button(other, "Send").click();
  await said(winner, "I take it from here.").waitFor();
  await button(other, "Hand back").click();
  await button(other, "Take over").waitFor();
  await visitor.say("What time is check-in?");
  await said(other, /check-in opens|check in from/).filter({ visible: true }).first().waitFor();
  await button(other, "Close").click();
  await other.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  await winner.getByText("Closed", { exact: true }).first().waitFor();
}

export async function anAdminAssignsWhatWaitsAndTakesWhatAColleagueHas(t) {
  const admin = await t.signIn("admin", "/inbox");
  await waiting(t, "Is there a pool?");
  await row(admin, "Is there a pool?").click();
  await button(admin, "Assign").click();
  await admin.getByRole("menuitem", { name: "Agent" }).click();
  await admin.getByText("With Agent").first().waitFor();
  await button(admin, "Assign").click();
  await admin.getByRole("menuitem", { name: "To me" }).click();
  await reply(admin).waitFor();
}

export async function whatIsUrgentStandsFirst(t) {
  await waiting(t, "Is breakfast included?");
  await waiting(t, "There is a fire!");
  const page = await t.signIn("agent", "/inbox");
  await row(page, "There is a fire!").click();
  await button(page, "More").click();
  await page.getByRole("menuitemradio", { name: "Urgent" }).click();
  await page.getByRole("region", { name: "Conversations" }).getByRole("listitem").first().getByText("There is a fire!").waitFor();
  await row(page, "Is breakfast included?").waitFor();
}

export async function aReplyIsSeenAsTheVisitorWillSeeIt(t) {
  await waiting(t, "Which rooms are free?");
  const page = await t.signIn("agent", "/inbox");
  await row(page, "Which rooms are free?").click();
  await button(page, "Take over").click();
  await reply(page).fill(`Two **large** ones:\n\n3. [the tower](https://shop.example/tower)\n4. the attic\n\n${payloads.join("\n\n")}`);
  await button(page, "Preview").click();
  const preview = page.getByRole("region", { name: "Preview of the reply" });
  await preview.locator("strong", { hasText: "large" }).waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined, "nothing ran");
  await t.axe(page, "the preview of a reply");
  await t.shot(page, "reply-preview");
  const shown = await preview.locator("> *").innerHTML();
  await button(page, "Send").click();
  await said(page, "the attic").waitFor();
  assert.equal(await page.locator("[data-role=agent] > div > div").last().innerHTML(), shown, "what is sent is what was shown");
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA"); // one can write on
  await page.keyboard.type("Another");
  await page.keyboard.press("Escape");
  await page.keyboard.press("v");
  await preview.getByText("Another").waitFor();
  await page.keyboard.press("v");
  await page.waitForFunction(() => document.activeElement?.value === "Another");
}

export async function theVisitorsCardLeadsToAllThatIsKnown(t) {
  const visitor = await waiting(t, "Where is my booking?");
  const page = await t.signIn("viewer", `/inbox/${visitor.session.id}?view=all`);
  await page.getByRole("link", { name: "Visitor profile" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Customer profile" }).count(), 0, "nobody knows who it is");
  await visitor.post("identify", { session_id: visitor.session.id, email: "bo@example.org", name: "Bo" });
  await page.reload();
  await page.getByRole("link", { name: "Customer profile" }).click();
  await page.getByRole("heading", { name: "Bo", level: 1 }).waitFor();
  await page.goBack();
  await page.getByRole("link", { name: "Visitor profile" }).click();
  await page.getByRole("heading", { name: "Bo", level: 1 }).waitFor();
}

export async function cannedRepliesAreTwoKeysAway(t) {
  const page = await t.signIn("agent", `/sites/${t.site}/canned-replies`);
  await page.getByRole("heading", { name: "No canned replies yet" }).waitFor();
  await page.getByRole("button", { name: "Add a canned reply" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Shortcut").fill("hello");
  await form.getByLabel("Text").fill("Hello {{visitor_name|there}}, {{wrong}} here.");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("alert").waitFor();
  await t.axe(page, "a canned reply that is refused");
  await form.getByLabel("Text").fill("Hello {{visitor_name|there}}, {{agent_name}} of {{site_name}} here.");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("cell", { name: "/hello", exact: true }).waitFor();
  await form.waitFor({ state: "detached" });
  await t.axe(page, "canned replies");
  await t.shot(page, "canned-replies");

  await waiting(t, "Where can I park?");
  await page.goto(`${t.panel}/inbox`);
  await row(page, "Where can I park?").click();
  await button(page, "Take over").click();
  await reply(page).pressSequentially("/he");
  await page.getByRole("option", { name: "/hello" }).waitFor();
  await t.axe(page, "the choice of a canned reply");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("textarea")].some(({ value }) => value === "Hello there, Agent of Havenlicht Hotels here."));
}

export async function theKeyboardDoesAll(t) {
  await waiting(t, "Do you have a gym?");
  const page = await t.signIn("agent", "/inbox");
  await row(page, "Do you have a gym?").waitFor();
  await page.keyboard.press("j");
  await button(page, "Take over").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("table", { name: "Keyboard shortcuts" }).waitFor();
  await t.axe(page, "the shortcuts");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("t");
  await reply(page).waitFor();
  await page.keyboard.press("r");
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
  await page.keyboard.type("Yes, on the first floor.");
  await page.keyboard.press("Enter");
  await said(page, "Yes, on the first floor.").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  await button(page, "Take over").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Choose a conversation" }).waitFor();
}

export async function filtersFindWhatWasRatedLow(t) {
  const page = await t.signIn("viewer", "/inbox");
  const visitor = await t.visitor();
  await visitor.say("What does breakfast cost?");
  await visitor.post(`session/${visitor.session.id}/end`, {});
  await visitor.post(`session/${visitor.session.id}/rate`, { stars: 1 });
  await button(page, "Filters").click();
  await t.axe(page, "the filters");
  await page.getByRole("checkbox", { name: "Rated 2 stars or fewer" }).check();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "All", exact: true }).click();
  await row(page, "What does breakfast cost?").click();
  await page.getByRole("heading", { name: "Rating" }).waitFor();
  assert.equal(await page.getByRole("textbox").count(), 0, "a viewer writes nothing");
  assert.match(page.url(), /low=true/, "what one filters by can be linked to");
}

export async function whoLooksElsewhereIsTold(t) {
  const page = await t.signIn("agent", "/audit", { permissions: ["notifications"] });
  await bell(page).click();
  await page.getByRole("switch", { name: "Desktop notifications" }).click();
  await page.evaluate(() => {
    window.shown = [];
    window.Notification = class {
      static permission = "granted";
      constructor(title, { body }) { window.shown.push(`${title} ${body}`); }
    };
    Object.defineProperty(document, "hidden", { value: true });
  });
  await waiting(t, "Can you help?");
  await page.waitForFunction(() => window.shown.includes("A visitor waits for a person Havenlicht Hotels"));
}

export async function theBellTellsWhatHappensWhereverOneIs(t) {
  const page = await t.signIn("agent", "/account");
  const elsewhere = await t.open("/customers", { context: page.context() });
  await bell(page).click();
  await button(page, "Mark all as read").waitFor();
  if (await button(page, "Mark all as read").isEnabled()) await button(page, "Mark all as read").click(); // of earlier plays
  await button(page, "Notifications").waitFor();
  await page.keyboard.press("Escape");
  await told(page).waitFor({ state: "detached" });

  await waiting(t, "Is there a lift?");
  for (const window of [page, elsewhere]) await button(window, "Notifications, 1 unread").waitFor();
  await page.getByRole("link", { name: /^Escalations.*waiting$/ }).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label")?.startsWith("Notifications")); // where Escape led back to
  await page.keyboard.press("Enter");
  await told(page).getByRole("link", { name: /^Unread: A visitor waits for a person/ }).waitFor();
  await t.axe(page, "the notifications");
  await t.shot(page, "notifications");
  while (!(await page.evaluate(() => document.activeElement?.matches("li a")))) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await said(page, "Is there a lift?").waitFor();
  await told(page).waitFor({ state: "detached" });
  for (const window of [page, elsewhere]) await button(window, "Notifications").waitFor(); // read, in both windows
}

export async function whoReadsAConversationHasReadItsNotifications(t) {
  const page = await t.signIn("admin", "/inbox");
  await waiting(t, "Do you rent bicycles?");
  await row(page, "Do you rent bicycles?").waitFor();
  await page.getByRole("button", { name: /^Notifications, \d+ unread$/ }).waitFor();
  await bell(page).click();
  const unread = told(page).getByRole("listitem").first().getByText("Unread");
  await unread.waitFor();
  await page.keyboard.press("Escape");
  await row(page, "Do you rent bicycles?").click();
  await said(page, "Do you rent bicycles?").waitFor();
  await bell(page).click();
  await told(page).waitFor();
  await unread.waitFor({ state: "detached" });
}

export async function aPhoneShowsTheListOrTheConversation(t) {
  await waiting(t, "Is there a sauna?");
  const page = await t.signIn("agent", "/inbox", phone);
  await t.axe(page, "the inbox on a phone");
  await bell(page).tap();
  await told(page).waitFor();
  await t.axe(page, "the notifications on a phone");
  await t.shot(page, "notifications-phone");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off");
  await bell(page).tap();
  await told(page).waitFor({ state: "detached" });
  await row(page, "Is there a sauna?").tap();
  await said(page, "Is there a sauna?").waitFor();
  await page.getByRole("heading", { name: "Escalations" }).waitFor({ state: "hidden" });
  await button(page, "Details").tap();
  await page.getByRole("dialog").getByRole("heading", { name: "Customer" }).waitFor();
  await t.axe(page, "the details on a phone");
  await page.keyboard.press("Escape");
  await button(page, "Take over").tap();
  await reply(page).waitFor();
  await t.shot(page, "inbox-phone");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off");
  await page.getByRole("link", { name: "All conversations" }).tap();
  await page.getByRole("heading", { name: "Escalations" }).waitFor();
}

export async function hostileTextsAreTexts(t) {
  const visitor = await waiting(t, payloads[0]);
  for (const text of payloads.slice(1)) await visitor.say(text);
  const page = await t.signIn("agent", `/inbox/${visitor.session.id}?view=all`);
  await page.waitForFunction((count) => document.querySelectorAll("[data-role=visitor]").length > count, payloads.length);
  assert.equal(await page.evaluate(() => window.hacked), undefined, "nothing ran");
  assert.equal(await page.getByRole("log", { name: "Messages" }).locator("img, script, iframe, style, [onerror], a[href^=javascript i]").count(), 0);
}
