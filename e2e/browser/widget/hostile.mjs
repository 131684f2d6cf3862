// Texts that want to be more than text.
import assert from "node:assert/strict";
import { payloads, unharmed } from "../payloads.mjs";
import { answered, say } from "../stage.mjs";

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

export async function ofAnAgent(t) {
  const page = await t.chat();
  await page.getByRole("button", { name: "Talk to a person" }).click();
  await page.locator(".item.system").waitFor();
  const agent = await t.agent(page);
  await agent("takeover");
  await agent("reply", { content: payloads.join("\n\n"), client_message_id: "1" });
  await page.locator(".item.agent").waitFor();
  await unharmed(page);
}

export async function ofAnArticle(t) {
  await t.behind("/model", { text: `See it [1].`, seconds: 0 });
  await t.behind("/article", { id: "hostile", title: `Zeppelin ${payloads[0]}`, url: "https://havenlicht.example/zeppelin?<script>hacked=1</script>", body: `Zeppelin rides leave from the roof. ${payloads.join(" ")}` });
  const page = await t.chat();
  await say(page, "Where do zeppelin rides leave?");
  await answered(page);
  assert.match(await page.locator(".sources").innerText(), /Zeppelin/);
  await unharmed(page);
}
