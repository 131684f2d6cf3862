import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** Components of Mantine that the panel does not use. Their styles would be a third of what a browser loads of them. */
const unused = [
  "AngleSlider", "AspectRatio", "Avatar", "BackgroundImage", "Blockquote", "Card", "Cascader", "EmptyState",
  "FloatingWindow", "Indicator", "Marquee", "OverflowList", "Pagination", "RollingNumber", "Scroller", "SemiCircleProgress",
  "Spoiler", "Splitter", "Timeline", "Toolbar", "Tour", "Tree", "TreeSelect",
];

const sheet = "@mantine/core/styles.css";
const component = /@mantine\/core\/esm\/(?:components|utils)\/(\w+)\//;

/** Leaves the styles of unused components out of Mantine's. The build fails when one is used after all. */
export function withoutUnusedStyles(): Plugin {
  return {
    name: "without-unused-styles",
    enforce: "pre",
    transform(css, id) {
      if (!id.endsWith(sheet)) return undefined;
      return unused.reduce((rest, name) => rest.replace(readFileSync(id.replace("styles.css", `styles/${name}.css`), "utf8").trim(), ""), css);
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const [id, { renderedLength }] of Object.entries(chunk.modules)) {
          const name = component.exec(id)?.[1];
          if (name && renderedLength > 0 && unused.includes(name)) this.error(`${name} is used: take it from the list in styles.ts`);
        }
      }
    },
  };
}
