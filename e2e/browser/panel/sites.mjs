// Sites: making one, its settings with the preview, its keys, and where the widget is.
import assert from "node:assert/strict";
import { phone } from "../desk.mjs";

/** The preview's page. */
const preview = (page) => page.frameLocator("iframe[title='Preview']");

export async function aNewOwnerSeesTheWidgetAnswerInThreeMinutes(t) {
  const from = Date.now();
  const page = await t.signIn("admin", "/sites");
  await page.getByRole("cell", { name: "Havenlicht Hotels" }).waitFor();
  await t.axe(page, "the sites");
  await t.shot(page, "sites");
  await page.getByRole("link", { name: "New site" }).click();
  await page.getByLabel("Name").fill("Bakery");
  await page.getByLabel("Your website").fill("https://bakery.example");
  await t.axe(page, "the first step");
  await page.getByRole("button", { name: "Create the site" }).click();
  await page.getByLabel("Title").fill("Opening hours of the bakery");
  await page.getByLabel("Text").fill("The bakery is open on weekdays from seven in the morning until six in the evening.");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("1 article is published.").waitFor();
  await t.axe(page, "the second step");
  await page.getByRole("button", { name: "Next" }).click();
  const widget = preview(page);
  await widget.getByRole("textbox", { name: "Your message" }).fill("When is the bakery open?");
  await widget.getByRole("button", { name: "Send" }).click();
  await widget.getByRole("log").getByText("from seven in the morning").waitFor();
  await t.shot(page, "start");
  assert.ok(Date.now() - from < 180_000, "three minutes");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("link", { name: "Is it installed?" }).waitFor();
  await t.axe(page, "the embed code");
}

export async function theWidgetIsSeenWhereItIsInstalled(t) {
  const page = await t.signIn("admin", `/sites/${t.site}/general`);
  await page.getByRole("combobox", { name: "Domains" }).fill("https://cakes.example");
  await page.keyboard.press("Enter");
  await t.axe(page, "general");
  await page.getByRole("button", { name: "Save" }).last().click();
  await page.getByText("Saved. It acts from now on.").waitFor();
  await page.getByRole("tab", { name: "Installation" }).click();
  await page.getByRole("heading", { name: "Embed code" }).waitFor();
  const visit = await page.context().newPage();
  await visit.goto(`${t.base}/demo?code=secret`); // a website with the embed code
  await page.getByRole("link", { name: "/demo" }).waitFor();
  await page.getByText("Yes, it was seen on your pages").waitFor();
  assert.equal(await page.getByRole("link", { name: "/demo" }).getAttribute("href"), `${t.base}/demo`);
  await page.getByRole("cell", { name: t.base, exact: true }).waitFor();
  await page.getByRole("cell", { name: "1.0.0" }).waitFor();
  await visit.close();
  await t.axe(page, "the installation");
  await t.shot(page, "install");
}

export async function settingsAreSeenBeforeTheyAreSavedAndActAtOnce(t) {
  const page = await t.signIn("admin", `/sites/${t.site}/settings`);
  await page.getByText(t.key).waitFor();
  const launcher = preview(page).getByRole("button", { name: "Open the chat" });
  await launcher.waitFor();
  await page.getByRole("textbox", { name: "Primary colour" }).fill("#0B7285");
  await preview(page).locator("[style*='#0B7285' i]").first().waitFor({ state: "attached" }); // who leaves sooner leaves the colour as it was
  await page.keyboard.press("Tab"); // closes the choice of colours, which stands over what is below
  await page.locator("label", { hasText: /^Left$/ }).click();
  await page.getByLabel("Welcome message").fill("<img src=x onerror=alert(1)> Ahoy");
  await t.axe(page, "the settings");
  await launcher.click();
  await preview(page).getByText("<img src=x onerror=alert(1)> Ahoy").waitFor();
  await t.shot(page, "settings");
  await page.getByLabel("System prompt").fill("You work on a ship.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. It acts from now on.").waitFor();
  const config = await (await fetch(`${t.base}/api/chat/config`, { headers: { "X-API-Key": t.key, Origin: t.base } })).json();
  assert.equal(config.primary_color, "#0B7285");
  assert.equal(config.position, "bottom-left");
  await page.reload();
  await page.getByLabel("System prompt").waitFor();
  assert.equal(await page.getByLabel("System prompt").inputValue(), "You work on a ship.");
  assert.equal(await page.getByRole("button", { name: "Save" }).count(), 0);
}

export async function aProvidersKeyIsTypedAndNeverShown(t) {
  const page = await t.signIn("admin", `/sites/${t.site}/settings`);
  await page.getByRole("textbox", { name: "Key", exact: true }).fill("provider-secret");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("A key is set. It is never shown; type another one to replace it.").waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Key", exact: true }).inputValue(), "");
  assert.ok(!(await page.content()).includes("provider-secret"));
}

export async function suggestionsAreTriedOnThePageThatTheyAreFor(t) {
  const page = await t.signIn("admin", `/sites/${t.site}/page-context`);
  await page.getByRole("heading", { name: "No suggestions yet" }).waitFor();
  await page.getByRole("button", { name: "Add a suggestion" }).click();
  await page.getByLabel("Pages").fill("/rooms/*");
  await page.getByLabel("Text of the bubble").fill("Looking for a family room?");
  await page.getByLabel("Seconds on the page").fill("");
  await t.axe(page, "page context");
  await page.getByLabel("Page", { exact: true }).fill("/rooms/12");
  await preview(page).getByText("Looking for a family room?").waitFor();
  await t.shot(page, "page-context");
  await page.getByLabel("Page", { exact: true }).fill("/contact");
  await preview(page).getByRole("button", { name: "Open the chat" }).waitFor();
  await page.waitForTimeout(1200); // a bubble would be there after half a second
  assert.equal(await preview(page).getByText("Looking for a family room?").count(), 0);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. It acts from now on.").waitFor();
}

export async function keysAreMadeReplacedAndRevoked(t) {
  const page = await t.signIn("admin", `/sites/${t.site}/keys`);
  await page.getByText(t.key).waitFor();
  assert.deepEqual(await page.locator("nav a[data-active]").allTextContents(), ["Site settings"], "the navigation says where one is");
  await page.getByRole("button", { name: "New key" }).click();
  await page.locator("label", { hasText: /^Server$/ }).click();
  await page.getByLabel("What it is for").fill("CRM");
  await t.axe(page, "a new key");
  await page.getByRole("button", { name: "Make the key" }).click();
  const secret = await page.getByText(/^ssk_/).textContent();
  const asked = await fetch(`${t.base}/api/chat/config`, { headers: { "X-API-Key": secret } });
  assert.equal(asked.status, 200);
  await t.axe(page, "the keys");
  await page.getByRole("button", { name: "Replace: CRM" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
  await page.getByText(/^Works until/).waitFor();
  await page.getByRole("button", { name: "Revoke: CRM" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await page.getByText("Revoked", { exact: true }).waitFor();
  await t.shot(page, "keys");
}

export async function settingsFitAPhone(t) {
  const page = await t.signIn("admin", `/sites/${t.site}/settings`, phone);
  await page.getByLabel("Welcome message").waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out");
}

export async function oneOfManySitesIsFoundByTyping(t) {
  const page = await t.signIn("admin", "/sites");
  await page.evaluate(async () => {
    const create = (name) => fetch("/api/admin/sites", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name, origins: [] }) });
    await Promise.all(Array.from({ length: 60 }, (_, i) => create(`Branch ${i + 10}`)));
    await create("Zeeduin Camping");
  });
  await page.reload();
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("cell", { name: "Zeeduin Camping" }).waitFor();
  await page.getByLabel("Search").fill("zeed");
  await page.getByRole("cell", { name: "Branch 10" }).waitFor({ state: "detached" });
  await page.getByRole("cell", { name: "Zeeduin Camping" }).waitFor();
  await page.getByLabel("Search").fill("nothing is called so");
  await page.getByText("No site found").waitFor();
  await t.axe(page, "a search of sites that finds none");

  await page.goto(`${t.panel}/sites/${t.site}/knowledge`);
  const switcher = page.getByRole("navigation").getByRole("combobox", { name: "Site" });
  await switcher.click();
  await page.getByRole("option", { name: "There are more: type some of the name." }).waitFor();
  await t.axe(page, "a choice of sites");
  await page.keyboard.type("zee");
  await page.getByRole("option", { name: "Branch 10" }).waitFor({ state: "detached" });
  await page.getByRole("option", { name: "Zeeduin Camping" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("No articles yet").waitFor();
  assert.equal(await switcher.inputValue(), "Zeeduin Camping");
  await page.goto(`${t.panel}/inbox`);
  await page.waitForFunction(() => document.querySelector("nav input[role=combobox]")?.value === "Zeeduin Camping"); // it is remembered
}
