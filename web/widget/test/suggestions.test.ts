import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { matches, newSuggestions } from "../src/loader/suggestions.ts";
import type { PageSuggestion, SuggestionTriggers } from "../src/shared/contract.ts";
import { newKeep } from "../src/shared/storage.ts";

const suggestion = (triggers: SuggestionTriggers, id = "a"): PageSuggestion => ({ id, url_pattern: "*", text: "Hello?", message: "", triggers });
let shown: string[];
const tell = (due: PageSuggestion[]): void => void (shown = due.map((s) => s.id));

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  vi.spyOn(document.documentElement, "scrollHeight", "get").mockReturnValue(innerHeight * 3);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  document.body.replaceChildren();
  Object.assign(window, { scrollY: 0 });
});

describe("a page's pattern", () => {
  it.each([
    ["/rooms/*", "/rooms/family", true],
    ["/rooms/*", "/rooms/", true],
    ["/rooms/*", "/rooms", false],
    ["*", "/", true],
    ["*/checkout", "/en/checkout", true],
    ["/a.b", "/axb", false],
    ["/Rooms", "/rooms", false],
  ])("%s for %s: %s", (pattern, path, expected) => expect(matches(pattern, path)).toBe(expected));
});

describe("a suggestion", () => {
  it("without triggers is shown at once", () => {
    newSuggestions(newKeep("k"), tell).arm([suggestion({})]);
    vi.advanceTimersByTime(600);
    expect(shown).toEqual(["a"]);
  });

  it("waits until all of its triggers hold", () => {
    newSuggestions(newKeep("k"), tell).arm([suggestion({ after_seconds: 10, scroll_percent: 50, element: "#prices" })]);
    vi.advanceTimersByTime(11_000);
    expect(shown).toEqual([]);
    Object.assign(window, { scrollY: innerHeight });
    vi.advanceTimersByTime(600);
    expect(shown).toEqual([]);
    const prices = document.createElement("div");
    prices.id = "prices";
    prices.getBoundingClientRect = () => ({ top: 10, bottom: 20, left: 0, right: 20, height: 10 }) as DOMRect;
    document.body.append(prices);
    vi.advanceTimersByTime(600);
    expect(shown).toEqual(["a"]);
  });

  it("remembers that the page was scrolled so far", () => {
    newSuggestions(newKeep("k"), tell).arm([suggestion({ after_seconds: 5, scroll_percent: 40 })]);
    Object.assign(window, { scrollY: innerHeight });
    vi.advanceTimersByTime(600);
    Object.assign(window, { scrollY: 0 });
    vi.advanceTimersByTime(5_000);
    expect(shown).toEqual(["a"]);
  });

  it("whose selector is none is never shown", () => {
    newSuggestions(newKeep("k"), tell).arm([suggestion({ element: "<<" })]);
    vi.advanceTimersByTime(2_000);
    expect(shown).toEqual([]);
  });

  it("that was closed does not come back", () => {
    const keep = newKeep("k");
    const suggestions = newSuggestions(keep, tell);
    suggestions.arm([suggestion({})]);
    vi.advanceTimersByTime(600);
    suggestions.settle(suggestion({}));
    expect(shown).toEqual([]);
    newSuggestions(keep, tell).arm([suggestion({})]);
    vi.advanceTimersByTime(600);
    expect(shown).toEqual([]);
  });

  it("is shown on three pages at most", () => {
    const keep = newKeep("k");
    for (let page = 1; page <= 4; page++) {
      shown = [];
      newSuggestions(keep, tell).arm([suggestion({})]);
      vi.advanceTimersByTime(600);
      expect(shown).toHaveLength(page <= 3 ? 1 : 0);
    }
  });

  it("leaves with its page", () => {
    const suggestions = newSuggestions(newKeep("k"), tell);
    suggestions.arm([suggestion({}), suggestion({ after_seconds: 3 }, "b")]);
    vi.advanceTimersByTime(600);
    expect(shown).toEqual(["a"]);
    suggestions.arm([]);
    vi.advanceTimersByTime(5_000);
    expect(shown).toEqual([]);
  });
});
