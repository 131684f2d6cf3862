/** The settings of the embed code. */
export interface InnConnectConfig {
  /** Base URL of the API, such as https://innconnect.io/api. */
  apiUrl: string;
  /** The site's public key: sk_ and 32 characters. */
  apiKey: string;
  /** #RRGGBB. A colour chosen in the admin panel wins. */
  primaryColor?: string;
  /** A corner chosen in the admin panel wins. */
  position?: "bottom-right" | "bottom-left";
  /** BCP 47 tag of the widget's language; the site's language when left out. */
  language?: string;
  /** Whether the visitor agreed to being recognised, where the site asks for consent. */
  consent?: boolean;
}

/** Who the visitor is: a token that the site's server signed, or an address that they gave. */
export interface Identity {
  token?: string;
  email?: string;
  name?: string;
}

export interface ConversionDetails {
  value?: number;
  /** ISO 4217, such as EUR. */
  currency?: string;
}

/** The calls, by their first argument. */
export interface Commands {
  boot: [config?: InnConnectConfig];
  show: [];
  hide: [];
  toggle: [];
  showNewMessage: [text: string];
  update: [changes: Partial<InnConnectConfig>];
  identify: [identity: Identity];
  track: [name: string, details?: ConversionDetails];
  shutdown: [];
}

/** Calls the widget; before it is loaded, calls wait. */
export function InnConnect<C extends keyof Commands>(command: C, ...args: Commands[C]): void;

export interface LoadOptions {
  /** The widget's script; beside the API unless given. */
  src?: string;
  /** The hash of a pinned version, from /widget/versions.json. */
  integrity?: string;
  /** Of the page's Content-Security-Policy. */
  nonce?: string;
}

/** Puts the widget on the page. It resolves when the script is loaded. */
export function load(config: InnConnectConfig, options?: LoadOptions): Promise<void>;

declare global {
  interface WindowEventMap {
    "innconnect:ready": CustomEvent<{ version: string }>;
    "innconnect:open": CustomEvent<Record<string, never>>;
    "innconnect:close": CustomEvent<Record<string, never>>;
    "innconnect:unread": CustomEvent<{ count: number }>;
    "innconnect:message": CustomEvent<{ id: string; role: "visitor" | "assistant" | "agent" | "system" }>;
    "innconnect:escalated": CustomEvent<{ reason: string | null }>;
    "innconnect:agent-joined": CustomEvent<{ name: string }>;
    "innconnect:closed": CustomEvent<Record<string, never>>;
    "innconnect:rated": CustomEvent<{ stars: number }>;
  }
}
