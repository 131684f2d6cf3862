// What users do with their own account.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

/** The code that an authenticator app shows for a key in base32, some seconds from now. */
function codeOf(secret, later = 0) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 + later) / 30)));
  const hash = createHmac("sha1", key).update(step).digest();
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export async function aUserTurnsTwoStepSignInOnAndUsesIt(t) {
  const page = await t.signIn("agent", "/account");
  await page.getByRole("heading", { name: "Two-step sign-in" }).waitFor();
  await page.getByText("This browser").waitFor();
  await t.axe(page, "the account");
  await t.shot(page, "account");
  await page.getByRole("button", { name: "Turn on" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Your password" }).fill(t.password);
  await dialog.getByRole("button", { name: "Go on" }).click();
  const secret = await dialog.locator("code").textContent();
  await dialog.getByRole("img", { name: "QR code with the key" }).waitFor();
  await t.axe(page, "a key for the app");
  await dialog.getByRole("textbox", { name: "Code that the app shows" }).fill(codeOf(secret));
  await dialog.getByRole("button", { name: "Turn on" }).click();
  const codes = (await dialog.locator("pre").textContent()).split("\n");
  assert.ok(codes.length >= 8);
  await t.axe(page, "recovery codes");
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("button", { name: "Turn off" }).waitFor();

  for (const code of [codeOf(secret, 30), codes[0]]) { // the app's next one, and one for when the app is lost
    const again = await t.open(`/sign-in?to=${new URL(t.panel).pathname}/account`);
    await again.getByLabel("E-mail").fill("agent@example.org");
    await again.getByRole("textbox", { name: "Password" }).fill(t.password);
    await again.keyboard.press("Enter");
    await again.getByRole("textbox", { name: "Code" }).fill(code);
    await t.axe(again, "the second step");
    await again.keyboard.press("Enter");
    await again.getByRole("button", { name: "Agent" }).waitFor();
  }
  await page.reload();
  await page.getByRole("button", { name: "Sign out there" }).first().click();
  await page.waitForFunction(() => document.querySelectorAll("time").length === 2, undefined, { polling: 50 });
  await page.getByRole("checkbox", { name: "A visitor still waits: By e-mail" }).click();
  await page.reload();
  await page.getByRole("checkbox", { name: "A visitor still waits: By e-mail" }).waitFor();
}

export async function aForgottenPasswordIsReplacedByMail(t) {
  const page = await t.open("/sign-in");
  await page.getByRole("link", { name: "Forgotten your password?" }).click();
  await page.getByRole("heading", { name: "Forgotten your password?" }).waitFor();
  await page.getByLabel("E-mail").fill("viewer@example.org");
  await t.axe(page, "a forgotten password");
  await page.keyboard.press("Enter");
  await page.getByText("If a user has this address").waitFor();
  await page.goto(/http\S+\/password-reset#\S+/.exec(await t.mail("viewer@example.org"))[0]);
  await page.getByText("viewer@example.org").waitFor();
  await t.axe(page, "a new password by link");
  await page.getByRole("textbox", { name: "New password" }).fill("another one, still long");
  await page.keyboard.press("Enter");
  await page.getByText("Your password is changed").waitFor();
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail").fill("viewer@example.org");
  await page.getByRole("textbox", { name: "Password" }).fill("another one, still long");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Viewer" }).waitFor();
}
