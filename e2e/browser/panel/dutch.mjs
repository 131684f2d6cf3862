// The panel in Dutch: every screen, with what a support team has there.
import assert from "node:assert/strict";
import { accessible } from "../chromium.mjs";
import { routes } from "../routes.mjs";

/** Words that Dutch and English share, and names. */
const shared = new Set(["InnConnect", "Dashboard", "CRM", "Site", "Sites", "Imports", "Team", "E-mail", "E-mails", "Details", "Status", "Browser", "Browsers",
  "Browser 1", "Sitemap", "Document", "Filters", "CSV", "Model", "Index", "Editor", "Markdown", "Code", "Link", "Database", "Temporal", "Embeddings",
  "Workers", "Widget", "Privacy", "Server", "Supervisor", "Mistral AI", "SendGrid", "Score", "Escape", "https://www.example.com"]);

/** A lone word may be a state, which has a Dutch name; under these names it is people's own. */
const ofPeople = new Set(["topic", "tags", "language"]);

const addressOf = (path, ids) =>
  path.replace(/\$(\w+)/g, (_, name) => ids[name]) + (path.includes("$visitor") ? `?site=${ids.site}` : "");

/** Calls the API as the user of a page. */
const call = (page, method, path, body) => page.evaluate(async ([method, path, body]) => {
  const answer = await fetch(`/api/admin/${path}`, { method, body: body && JSON.stringify(body), headers: body && { "Content-Type": "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}, [method, path, body]);

/** Fills the site with what there is after some days of work. Returns the addresses of what was made. */
async function work(t, page) {
  const visitor = await t.visitor();
  await visitor.post("identify", { session_id: visitor.session.id, email: "bo@example.com", name: "Bo Bakker" });
  await visitor.post("visit", { consent: true, visits: [{ id: crypto.randomUUID(), page_url: `${t.base}/rooms`, title: "Rooms", seconds: 1265 }] });
  await visitor.post("conversion", { consent: true, id: crypto.randomUUID(), name: "Room booked", value: 1240.5, currency: "EUR" });
  await visitor.say("Can I bring my dog?");
  await visitor.say("I want to talk to a person");
  const conversation = visitor.session.id;
  await call(page, "POST", `conversations/${conversation}/takeover`, {});
  await call(page, "POST", `conversations/${conversation}/reply`, { content: "Yes, you can.", client_message_id: crypto.randomUUID() });
  await call(page, "POST", `conversations/${conversation}/notes`, { content: "A guest of old", id: crypto.randomUUID() });
  await call(page, "POST", `conversations/${conversation}/close`, {});
  await visitor.post(`session/${conversation}/rate`, { stars: 1 });
  const waits = await t.visitor();
  await waits.say("Do you rent out surfboards on the beach?");

  const site = `sites/${t.site}`;
  await call(page, "POST", `${site}/canned-replies`, { shortcut: "hello-1", content: "Hello there" });
  await call(page, "POST", `${site}/keys`, { kind: "server", name: "Bookings" });
  await call(page, "PATCH", `${site}/settings`, { welcome_message: "Ahoy" });
  await call(page, "POST", "invitations", { email: "noor@example.org", name: "Noor", role: "agent", supervisor: true, sites: [t.site] });
  const files = [{ name: "sauna.md", content: btoa("# The sauna\n\nIt is open until ten.") }, { name: "broken.pdf", content: btoa("%PDF-1.7 broken") }];
  const begun = await call(page, "POST", `${site}/imports/files`, { article_status: "draft", files });
  const article = (await call(page, "GET", `${site}/articles`)).data[0].id;
  const customer = (await call(page, "GET", "customers")).data[0].id;
  const user = (await call(page, "GET", "users")).data.find(({ role }) => role === "viewer").id;
  return { site: t.site, conversation, article, customer, user, import: begun.id, visitor: visitor.session.visitor_id };
}

const button = (name) => (page) => page.getByRole("button", { name }).first().click();

/** What opens more of a screen, by its path. */
const more = {
  "/account": button("Aanzetten"),
  "/dashboard": async (page) => {
    await page.getByRole("button", { name: /^Meldingen/ }).click();
    await page.getByRole("list", { name: "Meldingen" }).waitFor();
  },
  "/customers/$customer": button("Samenvoegen"),
  "/inbox": async (page) => {
    await page.getByRole("button", { name: "Sneltoetsen" }).click();
    await page.getByRole("table", { name: "Sneltoetsen" }).waitFor();
  },
  "/inbox/$conversation": button("Meer"),
  "/sites/$site/canned-replies": button("Standaardantwoord toevoegen"),
  "/sites/$site/keys": button("Nieuwe sleutel"),
  "/sites/$site/knowledge/new": button("Link"),
  "/sites/$site/page-context": button("Suggestie toevoegen"),
  "/sites/$site/playground": async (page) => {
    await page.getByLabel("Vraag").fill("Can I bring my dog?");
    await page.keyboard.press("Enter");
    await page.getByText("Beantwoord", { exact: true }).waitFor();
  },
  "/team": button("Iemand toevoegen"),
};

/** Returns the texts that a page shows or reads out, but for what people wrote. */
const textsOf = (page) => page.evaluate(() => {
  const found = new Set();
  const say = (text) => text?.trim() && found.add(text.trim());
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest("script, style, [dir=auto], pre, code")) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) say(element.getAttribute(name));
    if (element.matches("[aria-haspopup=listbox], [readonly]")) say(element.value);
    for (const node of element.childNodes) if (node instanceof Text) say(node.data);
  }
  return [...found];
});

/** Signs an admin in whose browser speaks Dutch. What opens is there at once. */
async function begin(t, path) {
  const page = await t.open(path, { locale: "nl-NL", reducedMotion: "reduce" });
  await page.getByLabel("E-mailadres").fill("admin@example.org");
  await page.getByRole("textbox", { name: "Wachtwoord" }).fill(t.password);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Admin" }).waitFor();
  return page;
}

export async function refusalsAreDutch(t) {
  const door = await t.open("/sign-in", { locale: "nl-NL" });
  await door.getByLabel("E-mailadres").fill("admin@example.org");
  await door.getByRole("textbox", { name: "Wachtwoord" }).fill("wrong");
  await door.keyboard.press("Enter");
  await door.getByRole("alert").getByText("Het e-mailadres of het wachtwoord klopt niet.").waitFor();

  const page = await begin(t, `/sites/${t.site}/canned-replies`);
  await page.getByRole("button", { name: "Standaardantwoord toevoegen" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Sneltekst").fill("Not a word");
  await dialog.getByLabel("Tekst", { exact: false }).last().fill("Hello");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByRole("alert").getByText(/^Sneltekst moet voldoen aan /).waitFor();
  await dialog.getByText(/^moet voldoen aan /).waitFor();
  await dialog.getByLabel("Sneltekst").fill("hello");
  await dialog.getByLabel("Tekst", { exact: false }).last().fill("Hello {{wrong}}");
  await dialog.getByRole("button", { name: "Opslaan" }).click();
  await dialog.getByRole("alert").getByText(/^De invulvelden zijn \{\{.*\}\}\.$/).waitFor();
  await t.axe(page, "a refusal in Dutch");
}

export async function everyScreenIsDutch(t) {
  const page = await begin(t, "/account");
  const data = new Set();
  const keep = (value, name) => {
    if (value && typeof value === "object") Object.entries(value).forEach(([key, inner]) => keep(inner, Array.isArray(value) ? name : key));
    else if (typeof value === "string" && (ofPeople.has(name) || !/^[a-z_]*$/.test(value))) data.add(value);
  };
  page.on("response", (answer) => answer.url().includes("/api/admin/") && answer.headers()["content-type"]?.startsWith("application/json") && answer.json().then((all) => keep(all), () => {}));
  const isData = (text) => [...data].some((said) => said === text || (said.length > 3 && text.includes(said)));

  const ids = await work(t, page);
  const elsewhere = await t.open("/nowhere", { context: page.context() }); // another tab, where the language is changed
  const speak = async (language) => {
    await elsewhere.evaluate((language) => localStorage.setItem("innconnect:language", JSON.stringify(language)), language);
    await page.locator(`html[lang=${language}]`).waitFor();
  };
  const english = [];
  for (const path of routes) {
    await page.goto(t.panel + addressOf(path, ids));
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForFunction(() => ![...document.querySelectorAll("[role=status]")].some(({ textContent }) => textContent === "Laden"));
    await more[path]?.(page);
    const dutch = await textsOf(page);
    await accessible(page, path, { rules: { "color-contrast": { enabled: false } } }); // the slowest, and the same in every language
    await speak("en");
    const both = new Set(await textsOf(page));
    await speak("nl");
    const strange = dutch.filter((text) => both.has(text) && /\p{L}{2}/u.test(text) && !/^\d+ (min|ms)$/.test(text) && !shared.has(text) && !isData(text));
    if (strange.length > 0) english.push(`${path}: ${strange.join(" | ")}`);
  }
  assert.equal(english.join("\n"), "");
}

export async function timesAndNumbersAreDutch(t) {
  const visitor = await t.visitor();
  await visitor.post("conversion", { consent: true, id: crypto.randomUUID(), name: "Suite booked", value: 2240.5, currency: "EUR" });
  const page = await begin(t, "/insights");
  assert.equal(await page.getAttribute("html", "lang"), "nl");
  await page.getByRole("row", { name: /Suite booked 1 €\s2\.240,50/ }).waitFor();
  await page.goto(`${t.panel}/audit`);
  const today = new Intl.DateTimeFormat("nl", { dateStyle: "medium" }).format(new Date());
  await page.getByRole("row", { name: /geleden|nu/ }).locator(`time[title^="${today}"]`).first().waitFor();
}
