import { h, render } from "preact";
import { describe, expect, it } from "vitest";
import { markdown } from "../src/panel/markdown.tsx";

function html(text: string, newTab?: string): string {
  const root = document.createElement("div");
  render(h("div", null, markdown(text, newTab)), root);
  return root.firstElementChild!.innerHTML;
}

describe("Markdown", () => {
  it.each([
    ["# Title\n\n#### Part\n\nText", "<h3>Title</h3><h3>Part</h3><p>Text</p>"],
    ["**bold** and *soft* and ~~gone~~", "<p><strong>bold</strong> and <em>soft</em> and <del>gone</del></p>"],
    ["- one\n- two\n  - deeper", "<ul><li>one</li><li>two<ul><li>deeper</li></ul></li></ul>"],
    ["3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'],
    ["```js\nlet a = 1 < 2;\n```", "<pre><code>let a = 1 &lt; 2;</code></pre>"],
    ["a `**code**` b", "<p>a <code>**code**</code> b</p>"],
    ["> said", "<blockquote><p>said</p></blockquote>"],
    ["one\ntwo", "<p>one<br>two</p>"],
    ["---", "<hr>"],
    ["2 * 3 * 4 = 24 and snake_case_name", "<p>2 * 3 * 4 = 24 and snake_case_name</p>"],
    ["\\*not soft\\*", "<p>*not soft*</p>"],
  ])("shows %j", (text, expected) => expect(html(text)).toBe(expected));

  it("reaches to the end while a mark is not closed", () => {
    expect(html("It costs **€15 per")).toBe("<p>It costs <strong>€15 per</strong></p>");
    expect(html("```\nlet a")).toBe("<pre><code>let a</code></pre>");
  });

  it("shows links as text while they are being written", () => {
    expect(html("See [our page](https://evil.example/?q=secret")).toBe("<p>See our page</p>");
    expect(html("See [our page](https://shop.example/a)")).toBe("<p>See our page</p>");
  });

  it("opens links of stored answers beside the page", () => {
    const link = html("[page](https://shop.example/a)", "new tab");
    expect(link).toContain('href="https://shop.example/a"');
    expect(link).toContain('rel="noopener noreferrer nofollow"');
  });

  it.each(["<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html,<script>alert(1)</script>)", "![x](https://evil.example/p.png)", "<script>alert(1)</script>"])("never makes markup of %s", (text) => {
    const root = document.createElement("div");
    root.innerHTML = html(text, "new tab");
    expect(root.querySelector("img, script, [onerror]")).toBeNull();
    for (const a of root.querySelectorAll("a")) expect(a.protocol).toMatch(/^https?:$/);
  });

  it("takes long hostile input in little time", () => {
    const from = performance.now();
    for (const piece of ["**", "[](", "`", "*a ", "> ", "- ", "__"]) html(piece.repeat(4000));
    expect(performance.now() - from).toBeLessThan(4000);
  });
});
