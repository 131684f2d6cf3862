import { describe, expect, it } from "vitest";
import { contrast, inkOn, signOn, textLike } from "../src/shared/colour.ts";

const colors = ["#E85D04", "#000000", "#ffffff", "#ffff00", "#0057b8", "#00ff00", "#777777", "#c0c0c0", "#7f1d1d", "#f2f4f6"];

describe("colours from the site's own", () => {
  it("know the contrast of black on white", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 1);
  });

  it.each(colors)("make text on %s readable", (color) => {
    expect(contrast(color, inkOn(color))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(colors)("make a sign on %s visible", (color) => {
    expect(contrast(color, signOn(color) === "#111" ? "#111111" : signOn(color))).toBeGreaterThanOrEqual(3);
  });

  it.each(colors)("make %s readable as text on light and dark", (color) => {
    for (const ground of ["#f2f4f6", "#232c34"]) expect(contrast(textLike(color, ground), ground)).toBeGreaterThanOrEqual(4.5);
  });
});
