/** The widget's version, set by the build. */
declare const VERSION: string;
/** Where the panel is, beside the loader, and its hash; set by the build. */
declare const PANEL: string;
declare const PANEL_INTEGRITY: string;
/** The files that the panel loads later, beside it, and their hashes; set by the build. */
declare const LATER: Record<string, string>;

declare module "*.css" {
  const text: string;
  export default text;
}
