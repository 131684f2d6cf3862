import { afterEach, describe, expect, expectTypeOf, it } from "vitest";
import { InnConnect, load, type Commands, type InnConnectConfig as PackageConfig } from "../../npm/index.js";
import type { Widget } from "../src/loader/widget.ts";
import type { WidgetEvents } from "../src/shared/events.ts";
import type { InnConnectConfig } from "../src/shared/settings.ts";

const config = { apiUrl: "https://innconnect.example/api", apiKey: `sk_${"a".repeat(32)}` };

afterEach(() => {
  delete window.InnConnect;
  document.head.replaceChildren();
});

describe("the package", () => {
  it("loads the script that lies beside the API, and boots it", () => {
    void load(config);
    InnConnect("show");
    expect(document.querySelector("script")!.src).toBe("https://innconnect.example/widget/innconnect-widget.js");
    expect(window.InnConnect!.q).toEqual([["boot", config], ["show"]]);
  });

  it("may pin a version", () => {
    void load(config, { src: "https://innconnect.example/widget/v1.0.0/innconnect-widget.js", integrity: "sha384-x", nonce: "n" });
    const script = document.querySelector("script")!;
    expect([script.integrity, script.crossOrigin, script.nonce]).toEqual(["sha384-x", "anonymous", "n"]);
  });

  it("calls the widget when it is there", () => {
    const calls: unknown[][] = [];
    window.InnConnect = Object.assign((...call: unknown[]) => void calls.push(call), { version: "1.0.0" });
    InnConnect("hide");
    expect(calls).toEqual([["hide"]]);
  });

  it("has the widget's own types", () => {
    expectTypeOf<PackageConfig>().toEqualTypeOf<InnConnectConfig>();
    expectTypeOf<Exclude<keyof Commands, "boot">>().toEqualTypeOf<keyof Widget>();
    expectTypeOf<Commands["identify"]>().toEqualTypeOf<Parameters<Widget["identify"]>>();
    expectTypeOf<Commands["track"]>().toEqualTypeOf<Parameters<Widget["track"]>>();
    expectTypeOf<WindowEventMap["innconnect:message"]["detail"]>().toEqualTypeOf<WidgetEvents["message"]>();
    expectTypeOf<Extract<keyof WindowEventMap, `innconnect:${string}`>>().toEqualTypeOf<`innconnect:${keyof WidgetEvents}`>();
  });
});
