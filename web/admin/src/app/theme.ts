import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

const orange: MantineColorsTuple = [
  "#fff3ea", "#ffe4d3", "#fdc7a7", "#fba876", "#f98d4d", "#f27a2f", "#e85d04", "#c24e03", "#a34103", "#823402",
];

/**
 * The panel's look. Shades and text colours are those that keep a contrast of
 * 4.5 to 1 in the light and in the dark.
 */
export const theme = createTheme({
  primaryColor: "orange",
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.179, // where black and white are equally far away
  colors: { orange },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  components: {
    Anchor: { defaultProps: { underline: "always", inherit: true } },
    Modal: { defaultProps: { attributes: { header: { role: "presentation" } } } }, // a page has one banner
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, withinPortal: false } }, // no child that a menu may not have, no place outside of all landmarks
    Badge: { defaultProps: { tt: "none" } },
  },
});

/** Makes quiet texts darker than Mantine's own, which axe refuses. */
export const colorVariables: CSSVariablesResolver = (theme) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": theme.colors.gray[7],
    "--mantine-color-placeholder": theme.colors.gray[7],
    "--mantine-color-error": theme.colors.red[9],
    "--mantine-color-anchor": theme.colors.orange![8],
  },
  dark: {
    "--mantine-color-dimmed": theme.colors.dark[1],
    "--mantine-color-placeholder": theme.colors.dark[1],
    "--mantine-color-error": theme.colors.red[5],
    "--mantine-color-anchor": theme.colors.orange![4],
  },
});
