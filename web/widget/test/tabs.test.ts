import { afterEach, describe, expect, it, vi } from "vitest";
import { Tabs } from "../src/panel/tabs.ts";

afterEach(() => vi.unstubAllGlobals());

describe("tabs", () => {
  it("each do the work where the browser has no locks", () => {
    vi.stubGlobal("navigator", {});
    const signals: AbortSignal[] = [];
    const lead = (signal: AbortSignal): Promise<void> => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const tab = new Tabs("t", lead, () => {});
    tab.join();
    tab.join();
    expect(signals).toHaveLength(1);
    tab.leave();
    expect(signals[0]!.aborted).toBe(true);
    tab.join();
    expect(signals).toHaveLength(2);
  });
});
