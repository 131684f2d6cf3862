// Colours that people can read, computed from the site's own.

const parts = (hex: string): number[] => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

/** Relative luminance by WCAG 2. */
function luminance(hex: string): number {
  const [r, g, b] = parts(hex).map((part) => (part > 10 ? ((part / 255 + 0.055) / 1.055) ** 2.4 : part / 3294.6));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** The contrast of two colours, 1 to 21, by WCAG 2. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return x > y ? x / y : y / x;
}

function mix(from: string, to: string, share: number): string {
  const target = parts(to);
  return parts(from).reduce((hex, part, i) => hex + Math.round(part + (target[i]! - part) * share).toString(16).padStart(2, "0"), "#");
}

const white = "#ffffff";

/** A sign on a colour, such as an icon: white where its contrast is 3 or more, which is less than text needs. */
export const signOn = (color: string): string => (luminance(color) <= 0.3 ? white : "#111");

/** Text on a colour: white where that is readable, otherwise nearly black with a touch of the colour. */
export const inkOn = (color: string): string => (contrast(color, white) >= 4.5 ? white : mix(color, "#000000", 0.95));

/** The colour, moved towards black or white until it is readable as text on a surface. */
export function textLike(color: string, surface: string): string {
  const away = luminance(surface) > 0.2 ? "#000000" : white;
  let share = 0;
  while (contrast(mix(color, away, share), surface) < 4.6) share += 0.05;
  return mix(color, away, share);
}
