import { expect, test } from "vitest";
import { cannedSearch, fillIn, ranked } from "@/features/inbox/canned";

const site = { id: "s", name: "Havenlicht" };

test("placeholders are filled in, with other words where a name is not known", () => {
  const text = "Hello {{visitor_name|there}}, {{ agent_name }} of {{site_name}} here.";
  expect(fillIn(text, { visitor_name: "Bo", site }, "Ana")).toBe("Hello Bo, Ana of Havenlicht here.");
  expect(fillIn(text, { visitor_name: null, site }, "Ana")).toBe("Hello there, Ana of Havenlicht here.");
  expect(fillIn("Hi {{visitor_name}}!", { visitor_name: null, site }, "Ana")).toBe("Hi !");
});

test("a visitor's name is filled in as it is, whatever it holds", () => {
  expect(fillIn("{{visitor_name}}", { visitor_name: "{{site_name}} $& $1", site }, "Ana")).toBe("{{site_name}} $& $1");
});

test("a text that begins with / and goes on as a shortcut is a search", () => {
  expect([cannedSearch("/"), cannedSearch("/he"), cannedSearch("/he llo"), cannedSearch("and/or")]).toEqual(["", "he", undefined, undefined]);
});

test("a shortcut that begins so comes before a text that holds it", () => {
  const reply = (shortcut: string) => ({ id: shortcut, shortcut, content: "", updated_at: "" });
  expect(ranked([reply("bye"), reply("hello")], "HE").map(({ shortcut }) => shortcut)).toEqual(["hello", "bye"]);
});
