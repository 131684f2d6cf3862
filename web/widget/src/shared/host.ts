import type { Api } from "./api.ts";
import type { Config, PageSuggestion } from "./contract.ts";
import type { Emit } from "./events.ts";
import type { importVerified } from "./module.ts";
import type { Keep } from "./storage.ts";

/** Looks and language as they are in effect. */
export interface Look {
  color: string;
  left: boolean;
  /** BCP 47 tag. */
  language: string;
}

/** Who the visitor says, or a token proves, that they are. */
export interface Identity {
  email?: string;
  name?: string;
  /** A signed identity token made by the site's server. */
  token?: string;
}

/** The visitor's answer to being recognised. */
export type Consent = "yes" | "no";

/** What the loader hands to the panel. */
export interface Host {
  readonly api: Api;
  readonly keep: Keep;
  readonly launcher: { readonly element: HTMLElement; readonly shadow: ShadowRoot; readonly button: HTMLButtonElement };
  readonly emit: Emit;
  readonly newID: () => string;
  readonly importVerified: typeof importVerified;
  /** Looks and language now. */
  look(): Look;
  /** The site's configuration. A failed fetch is tried again by the next call. */
  config(): Promise<Config>;
  /** The visitor has interacted: makes their id, and things are kept from now on. */
  engage(): void;
  /** Tells the API who the visitor is, or leaves an address to the first session, which is made with it. */
  identify(identity: Identity): Promise<unknown>;
  identity?: Identity;
  /** The visitor's answer to the question for consent; null before there is one. */
  consent(): Consent | null;
  setConsent(consent: Consent): void;
  /** Shows the state on the launcher. */
  show(state: { open?: boolean; unread?: number }): void;
  /** The visitor took or closed a suggestion: it is not shown to them again. */
  settle(suggestion: PageSuggestion): void;
}

/** The panel, as the loader drives it. */
export interface Panel {
  open(): void;
  close(): void;
  /** Opens with a text in the input. */
  compose(text: string): void;
  /** The suggestions that are due on this page. */
  suggest(suggestions: PageSuggestion[]): void;
  /** Looks, language, configuration or consent have changed. */
  refresh(): void;
  /** Takes the panel away. What the visitor wrote stays kept. */
  destroy(): void;
}

export interface PanelModule {
  /** Fetches what a language needs, before it is needed. */
  prepare(host: Host): Promise<unknown>;
  mount(host: Host): Promise<Panel>;
}
