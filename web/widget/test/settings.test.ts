import { describe, expect, it } from "vitest";
import { readSettings } from "../src/shared/settings.ts";

const right = { apiUrl: "https://innconnect.example/api/", apiKey: `sk_${"a".repeat(32)}` };

describe("the embed code's settings", () => {
  it("have the product's defaults", () => {
    expect(readSettings(right)).toEqual({ ...right, apiUrl: "https://innconnect.example/api", primaryColor: "#E85D04", position: "bottom-right" });
  });

  it("may name the API relative to the page", () => {
    expect(readSettings({ ...right, apiUrl: "/api" })).toMatchObject({ apiUrl: `${location.origin}/api` });
  });

  it.each([
    ["apiUrl", undefined],
    ["apiUrl", ""],
    ["apiUrl", "javascript:alert(1)"],
    ["apiKey", ""],
    ["apiKey", "YOUR_API_KEY_HERE"],
    ["apiKey", `ssk_${"a".repeat(40)}`],
    ["primaryColor", "red"],
    ["primaryColor", "#E85D04;}"],
    ["position", "top-left"],
  ])("are named when they are wrong: %s %s", (name, value) => {
    expect(readSettings({ ...right, [name]: value })).toContain(`InnConnectConfig.${name} must be`);
  });

  it("are asked for when there are none", () => {
    expect(readSettings(undefined)).toContain("InnConnectConfig.apiUrl");
  });
});
