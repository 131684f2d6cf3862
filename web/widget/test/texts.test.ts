import { describe, expect, it } from "vitest";
import domain from "../../../internal/chat/widget.go?raw";
import parts from "../src/panel/parts/en.ts";
import de from "../src/panel/texts/de.ts";
import en from "../src/panel/texts/en.ts";
import fr from "../src/panel/texts/fr.ts";
import { newWords } from "../src/panel/texts/index.ts";
import nl from "../src/panel/texts/nl.ts";
import { direction } from "../src/shared/language.ts";

const english: Record<string, string> = { ...en, ...parts };

describe("the widget's texts", () => {
  it.each(Object.entries({ nl, de, fr }))("are whole in %s, with the same places for names and numbers", (_, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(texts)) expect(text.match(/\{\w+\}/g), key).toEqual(english[key]!.match(/\{\w+\}/g));
  });

  it("are those that a site's owner may replace", () => {
    const [, list] = /WidgetTexts = \[\]string\{([^}]*)\}/.exec(domain)!;
    const ofTheLoader = ["open"];
    expect([...list!.matchAll(/"(\w+)"/g)].map(([, key]) => key).sort()).toEqual([...ofTheLoader, ...Object.keys(english)].sort());
  });

  it("are the owner's before ours", () => {
    expect(newWords(nl, { send: "Verstuur maar" })("send")).toBe("Verstuur maar");
    expect(newWords(nl)("joined", { name: "Sanne" })).toBe("Sanne doet nu mee aan het gesprek");
  });

  it("take a name as it is", () => {
    expect(newWords()("joined", { name: "$& {n}" })).toBe("$& {n} has joined the conversation");
  });

  it("run from right to left where the language does", () => {
    expect(["ar", "he-IL", "fa"].map(direction)).toEqual(["rtl", "rtl", "rtl"]);
    expect(["en", "nl", "arn"].map(direction)).toEqual(["ltr", "ltr", "ltr"]);
  });
});
