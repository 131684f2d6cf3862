import { afterEach, expect, test, vi } from "vitest";
import { dropAllUnsaved, findUnsaved, hasUnsaved, keepUnsaved } from "@/ui/unsaved";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("each user has what they wrote, until they sign out", () => {
  keepUnsaved("ana", "article 1", "hers");
  keepUnsaved("bob", "article 1", "his");
  expect(findUnsaved("ana", "article 1")?.value).toBe("hers");
  dropAllUnsaved("ana");
  expect([hasUnsaved("ana"), hasUnsaved("bob")]).toEqual([false, true]);
  expect(findUnsaved("ana", "article 1")).toBeUndefined();
  expect(findUnsaved("bob", "article 1")?.value).toBe("his");
});

test("twenty texts are kept, for thirty days, and none of another version", () => {
  vi.useFakeTimers({ now: new Date("2026-01-01T10:00:00Z") });
  localStorage.setItem("innconnect:unsaved:0:ana:article", "{}");
  for (let i = 0; i < 25; i++) {
    vi.advanceTimersByTime(1000);
    keepUnsaved("ana", `article ${i}`, i);
  }
  expect(localStorage.length).toBe(20);
  expect(findUnsaved("ana", "article 4")).toBeUndefined();
  expect(findUnsaved("ana", "article 5")?.value).toBe(5);
  vi.advanceTimersByTime(31 * 86_400_000);
  keepUnsaved("ana", "article", "new");
  expect(localStorage.length).toBe(1);
});

test("where there is no room the oldest makes it, and a browser that keeps nothing says so", () => {
  keepUnsaved("ana", "article 1", "old");
  const setItem = Storage.prototype.setItem;
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(function (this: Storage, key, value) {
    if (this.length > 0) throw new DOMException("full", "QuotaExceededError");
    setItem.call(this, key, value);
  });
  expect(keepUnsaved("ana", "article 2", "new")).toBe(true);
  expect(findUnsaved("ana", "article 1")).toBeUndefined();
  vi.mocked(Storage.prototype.setItem).mockImplementation(() => { throw new DOMException("full", "QuotaExceededError"); });
  expect(keepUnsaved("ana", "article 3", "new")).toBe(false);
});

test("what is no text of ours is nothing", () => {
  localStorage.setItem("innconnect:unsaved:1:ana:article", "{");
  expect(findUnsaved("ana", "article")).toBeUndefined();
});
