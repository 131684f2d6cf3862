import { describe, expect, it } from "vitest";
import { safeNodes } from "../src/panel/sanitize.ts";

function html(text: string): string {
  const root = document.createElement("div");
  root.append(safeNodes(text, "opens in a new tab"));
  return root.innerHTML;
}

describe("the server's HTML", () => {
  it("keeps text markup", () => {
    const kept = "<h3>A</h3><p><strong>b</strong> <em>c</em><br><code>d</code></p><ul><li>e</li></ul>";
    expect(html(kept)).toBe(kept);
  });

  it("has its headings one level below the panel's", () => {
    expect(html("<h5>A <em>b</em></h5>")).toBe('<h3 class="">A <em>b</em></h3>');
  });

  it("opens links beside the page, and says so", () => {
    expect(html('<a href="https://shop.example/a">a</a>')).toBe(
      '<a href="https://shop.example/a" target="_blank" rel="noopener noreferrer nofollow">a<span class="hidden"> (opens in a new tab)</span></a>');
  });

  it("lets wide things scroll by keyboard", () => {
    expect(html("<table><tbody><tr><td>1</td></tr></tbody></table>")).toMatch(/^<div class="scroll" tabindex="0"><table>/);
  });

  it.each([
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a href=javascript:alert(1)>x</a>", "<a href=/login>x</a>", "<p style=position:fixed>x</p>",
    "<form action=https://evil.example><input></form>", "<iframe src=//evil.example></iframe>", "<p id=a class=b data-c=d onclick=e()>x</p>", "<math><mtext><script>1</script></mtext></math>",
  ])("loses %s", (text) => {
    const root = document.createElement("div");
    root.innerHTML = html(text);
    for (const el of root.querySelectorAll("*")) {
      expect(["P", "A", "SPAN"]).toContain(el.nodeName);
      for (const { name } of el.attributes) expect(["class", "target", "rel"]).toContain(name);
    }
  });
});
