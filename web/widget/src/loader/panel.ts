import type { PanelModule } from "../shared/host.ts";
import { importVerified } from "../shared/module.ts";

const script = document.currentScript as HTMLScriptElement | null;

/**
 * Loads the panel, which lies beside this script. Its hash is part of this
 * script, so that a page which pins this script pins the panel with it.
 */
export const loadPanel = (apiURL: string): Promise<PanelModule> =>
  importVerified(new URL(PANEL, script?.src || new URL("/widget/", apiURL)).href, PANEL_INTEGRITY);
