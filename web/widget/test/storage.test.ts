import { afterEach, describe, expect, it, vi } from "vitest";
import { newKeep } from "../src/shared/storage.ts";

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

describe("what the browser keeps", () => {
  it("stays in memory until the visitor interacts", () => {
    const keep = newKeep("sk_1");
    keep.set("seen", "3");
    expect(keep.get("seen")).toBe("3");
    expect(localStorage).toHaveLength(0);
    keep.persist();
    expect(newKeep("sk_1").get("seen")).toBe("3");
  });

  it("goes on for a visitor who is known", () => {
    const first = newKeep("sk_1");
    first.persist();
    first.set("visitor", "v");
    newKeep("sk_1").set("session", "s");
    expect(localStorage.getItem("innconnect:sk_1:session")).toBe("s");
  });

  it("is apart for each site", () => {
    const one = newKeep("sk_1");
    one.persist();
    one.set("session", "s");
    expect(newKeep("sk_2").get("session")).toBeNull();
  });

  it("lasts as long as the page where storage throws", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("no", "SecurityError");
    });
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new DOMException("no", "SecurityError");
    });
    const keep = newKeep("sk_1");
    keep.persist();
    keep.set("session", "s");
    expect(keep.get("session")).toBe("s");
    keep.clear();
    expect(keep.get("session")).toBeNull();
  });

  it("is forgotten whole, and nothing of the page's own", () => {
    localStorage.setItem("cart", "3");
    const keep = newKeep("sk_1");
    keep.persist();
    keep.set("visitor", "v");
    keep.set("session", "s");
    keep.clear();
    expect(Object.keys(localStorage)).toEqual(["cart"]);
  });
});
