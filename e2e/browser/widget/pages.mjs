// Manners on other people's pages.
import assert from "node:assert/strict";
import { answered, say, until } from "../stage.mjs";

export async function withHostileStyles(t) {
  await t.behind("/model", {});
  const plain = await t.chat("/", { reducedMotion: "reduce" });
  const page = await t.chat("/?page=hostile-css", { reducedMotion: "reduce" });
  const look = (p) => p.getByRole("dialog").evaluate((el) => {
    const style = (node) => {
      const { color, fontSize, fontFamily, display, backgroundColor, padding, textTransform, letterSpacing, opacity, position } = getComputedStyle(node);
      return { color, fontSize, fontFamily, display, backgroundColor, padding, textTransform, letterSpacing, opacity, position };
    };
    return [el, ...el.querySelectorAll(".head, h2, .bubble, textarea, button")].map(style);
  });
  assert.deepEqual(await look(page), await look(plain), "the page's styles do not come in");
  assert.equal(await page.locator("h1").evaluate((el) => getComputedStyle(el).fontFamily), "fantasy", "ours do not go out");
  await say(page, "Can I bring my dog?");
  await answered(page);
  await t.shot(page, "hostile-page");
}

export async function withAStrictPolicy(t) {
  await t.behind("/model", { text: "Dogs are **welcome** [1].", seconds: 0 });
  const page = await t.chat("/?page=strict-policy");
  await say(page, "Can I bring my dog?");
  assert.equal(await (await answered(page)).locator("strong").count(), 1, "formatting is allowed by the policy named innconnect");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "End chat" }).waitFor();
  assert.notEqual(await page.getByRole("dialog").evaluate((el) => getComputedStyle(el).borderRadius), "0px", "it is styled");
}

export async function withoutTrustedTypes(t) {
  await t.behind("/model", { text: "Dogs are **welcome**, see [the page](https://havenlicht.example/pets) [1].", seconds: 0 });
  const page = await t.chat("/?page=no-trusted-types", { allow: /trusted-types|TrustedTypePolicy/i });
  await say(page, "Can I bring my dog?");
  assert.equal(await (await answered(page)).locator("strong").count(), 1, "answers are shown without parsing HTML");
}

export async function thatForbidTheAPI(t) {
  const said = [];
  const context = await t.visitor();
  const page = await t.open("/?page=no-connect", { context, allow: /connect-src|Refused to connect|Fetch API/ });
  page.on("console", (m) => said.push(m.text()));
  await page.reload();
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.getByRole("alert").getByText("The chat service cannot be reached right now.").waitFor();
  assert.ok(said.some((text) => text.startsWith("InnConnect: ") && text.includes("connect-src")), said.join("\n"));
  await t.shot(page, "unreachable");
}

export async function thatForbidThePanel(t) {
  const page = await t.open("/?page=no-panel", { allow: /script-src|InnConnect|Content Security/ });
  const button = page.getByRole("button", { name: "Open the chat" });
  await button.click();
  await page.getByRole("button", { name: "The chat could not be loaded" }).waitFor();
}

export async function withWrongSettings(t) {
  for (const [page, words] of [["no-settings", "InnConnectConfig.apiUrl must be"], ["wrong-key", "InnConnectConfig.apiKey must be"], ["unknown-key", "unknown or has been withdrawn"]]) {
    const said = [];
    const context = await t.visitor();
    const opened = await t.open("/?page=empty", { context, allow: /InnConnect|401/ });
    opened.on("console", (m) => said.push(m.text()));
    await opened.goto(`${t.pages}/?page=${page}`);
    await opened.waitForTimeout(700);
    assert.ok(said.some((text) => text.startsWith("InnConnect: ") && text.includes(words)), `${page}: ${said.join("\n")}`);
    assert.equal(await opened.locator("[data-innconnect]").count(), 0, `${page}: no broken box`);
  }
}

export async function ofOriginsThatAreNotRegistered(t) {
  const said = [];
  const context = await t.visitor();
  const page = await t.open("/?page=empty", { context, allow: /InnConnect|CORS|ERR_FAILED|403/ });
  page.on("console", (m) => said.push(m.text()));
  await page.goto(t.pages.replace("127.0.0.1", "localhost"));
  await until(page, () => !document.querySelector("[data-innconnect]"));
  await page.waitForTimeout(200);
  assert.ok(said.some((text) => text.includes("is not an allowed origin of this site")), said.join("\n"));
}

export async function withAnotherChat(t) {
  await t.behind("/model", {});
  const page = await t.open("/?page=another-chat");
  const before = await page.evaluate(() => window.before);
  const names = await page.evaluate(() => Object.getOwnPropertyNames(window));
  assert.deepEqual(names.filter((name) => !before.includes(name)).sort(), ["InnConnect", "InnConnectConfig"], "no other global names");
  await page.getByRole("button", { name: "Open the chat" }).click();
  await say(page, "Can I bring my dog?");
  await answered(page);
  await page.getByRole("button", { name: "Other chat" }).click();
  assert.equal(await page.evaluate(() => window.otherOpened), true);
}

export async function thatReplaceTheirBody(t) {
  const page = await t.chat();
  await page.evaluate(() => {
    const body = document.createElement("body");
    body.innerHTML = "<main><h1>Another page</h1></main>";
    document.documentElement.replaceChild(body, document.body);
  });
  await page.getByRole("dialog").waitFor();
  await page.getByText("Hello! What can I help you with?").waitFor();
}

export async function thatForbidStorage(t) {
  await t.behind("/model", {});
  const context = await t.visitor();
  await context.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }));
  const page = await t.chat("/", { context });
  await say(page, "Can I bring my dog?");
  await answered(page);
}

export async function thatPinAVersion(t) {
  const { latest, versions } = await (await fetch(`${t.base}/widget/versions.json`)).json();
  const { file, integrity } = versions[latest];
  const page = await t.open("/?page=boot-only");
  await page.evaluate(([src, hash]) => {
    const script = Object.assign(document.createElement("script"), { src, integrity: hash, crossOrigin: "anonymous" });
    document.body.append(script);
  }, [`${t.base}/widget/${file}`, integrity]);
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.locator(".bubble").first().waitFor();
}

export async function keepNothingBeforeTheVisitorDoesSomething(t) {
  const page = await t.open();
  await page.getByRole("button", { name: "Open the chat" }).hover();
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  assert.equal(await page.evaluate(() => document.cookie), "");
  await page.getByRole("button", { name: "Open the chat" }).click();
  await page.locator(".bubble").first().waitFor();
  await until(page, () => Object.keys(localStorage).some((name) => name.endsWith(":session")));
}
