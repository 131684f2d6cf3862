// Importing articles from files, from a page and from a sitemap.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";

const text = (about) => `<p>${`${about} Please ask at the desk if anything is not clear to you, at any time of the day. `.repeat(4)}</p>`;

/** A web site that can be imported from. Its pages may be changed. */
async function serveSite() {
  const pages = {
    "/robots.txt": "User-agent: *\nDisallow: /private\n",
    "/pool": `<html lang="en"><title>Pool</title><nav>Home</nav><main><h1>The pool</h1>${text("The pool opens at nine.")}</main>`,
    "/sauna": `<html lang="en"><title>Sauna</title><main><h1>The sauna</h1>${text("The sauna opens at ten.")}<img src=x onerror=alert(1)><script>alert(1)</script></main>`,
    "/private": "<p>Nobody's business.</p>",
  };
  const server = createServer((request, response) => {
    const page = pages[request.url];
    response.writeHead(page === undefined ? 404 : 200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${server.address().port}`;
  const urls = ["/pool", "/sauna", "/gone", "/private"].map((path) => `<url><loc>${base}${path}</loc></url>`).join("");
  pages["/map.xml.gz"] = gzipSync(`<urlset>${urls}</urlset>`);
  pages["/sitemap.xml"] = `<sitemapindex><sitemap><loc>${base}/map.xml.gz</loc></sitemap></sitemapindex>`;
  return { base, pages, close: () => server.close() };
}

/** Waits for the report of an import that is done; the list of imports has such states, too. */
async function reported(page) {
  await page.getByRole("link", { name: "All imports" }).waitFor();
  await page.getByText("Done", { exact: true }).waitFor();
}

const row = (page, name) => page.getByRole("row").filter({ hasText: name });

export async function filesBecomeArticlesWithAReport(t) {
  const page = await t.signIn("agent", `/sites/${t.site}/imports`);
  await page.locator("input[type=file]").setInputFiles([
    { name: "sauna-towels.md", mimeType: "text/markdown", buffer: Buffer.from("# Sauna towels\n\nTowels for the sauna are at the desk. <img src=x onerror=alert(1)>") },
    { name: "rules.pdf", mimeType: "application/pdf", buffer: await readFile("../internal/document/testdata/rules.pdf") },
    { name: "scan.pdf", mimeType: "application/pdf", buffer: await readFile("../internal/document/testdata/scan.pdf") },
    { name: "hours.html", mimeType: "text/html", buffer: Buffer.from("<title>Hours of the spa</title><p>The spa is open from nine to nine.") },
  ]);
  await page.getByText("Published", { exact: true }).click();
  await page.getByRole("button", { name: "Import" }).click();
  await reported(page);
  await page.getByText("4 of 4 documents").waitFor();
  await row(page, "Sauna towels").getByText("New").waitFor();
  await row(page, "House rules of the hotel").getByText("New").waitFor();
  await row(page, "scan.pdf").getByText("It holds no text, as scanned pages do not.").waitFor();
  await t.axe(page, "the report of an import");
  await t.shot(page, "imports");
  await page.getByText("Not imported 1").click();
  await row(page, "rules.pdf").waitFor({ state: "detached" });

  const visitor = await t.visitor();
  const { reply } = await visitor.say("Where do I get towels for the sauna?");
  assert.equal(reply.citations[0].external_id, "sauna-towels.md", "what is published is answered from at once");
}

export async function aSitemapIsImportedAndAgainAfterAChange(t) {
  const site = await serveSite();
  try {
    const page = await t.signIn("admin", `/sites/${t.site}/imports`);
    const start = async (address) => {
      await page.getByText("Sitemap", { exact: true }).click();
      await page.getByRole("textbox", { name: "Address" }).fill(address);
      await page.getByRole("button", { name: "Import" }).click();
      await reported(page);
    };
    await page.getByRole("heading", { name: "Nothing was imported yet" }).waitFor();
    await t.axe(page, "imports, of which there are none");
    await start(`${site.base}/sitemap.xml`);
    await row(page, "The pool").getByText("New").waitFor();
    await row(page, "The sauna").getByText("New").waitFor();
    await row(page, "/gone").getByText("The server answered with an error. 404").waitFor();
    await row(page, "/private").getByText("robots.txt").waitFor();

    site.pages["/pool"] = site.pages["/pool"].replaceAll("at nine", "at seven");
    await page.getByRole("link", { name: "All imports" }).click();
    await start(`${site.base}/sitemap.xml`);
    await row(page, "The pool").getByText("Changed").waitFor();
    await row(page, "The sauna").getByText("Unchanged").waitFor();
  } finally {
    site.close();
  }
}

export async function whatIsNotForEverybodyIsRefused(t) {
  const page = await t.signIn("agent", `/sites/${t.site}/imports`);
  await page.getByText("Web page", { exact: true }).click();
  await page.getByRole("textbox", { name: "Address" }).fill("http://169.254.169.254/latest/meta-data/");
  await page.getByRole("button", { name: "Import" }).click();
  await page.getByText("This is not a public web address.").waitFor();
  const phone = await t.signIn("viewer", `/sites/${t.site}/imports`, { viewport: { width: 390, height: 844 } });
  await phone.getByRole("link", { name: /Web page/ }).first().waitFor();
  assert.equal(await phone.getByRole("button", { name: "Import" }).count(), 0, "a viewer imports nothing");
  const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, "nothing is wider than a phone");
}
