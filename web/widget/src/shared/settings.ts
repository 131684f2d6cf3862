// What the page says in window.InnConnectConfig or InnConnect("boot", …).

export type Position = "bottom-right" | "bottom-left";

/** The settings of the embed code. */
export interface InnConnectConfig {
  /** Base URL of the API, such as https://innconnect.io/api. */
  apiUrl: string;
  /** The site's public key: sk_ and 32 characters. */
  apiKey: string;
  /** #RRGGBB. A colour chosen in the admin panel wins. */
  primaryColor?: string;
  /** A corner chosen in the admin panel wins. */
  position?: Position;
  /** BCP 47 tag of the widget's language; the site's language when left out. */
  language?: string;
  /** Whether the visitor agreed to being recognised, where the site asks for consent. */
  consent?: boolean;
}

export interface Settings extends InnConnectConfig {
  primaryColor: string;
  position: Position;
}

export const defaultColor = "#E85D04";
export const defaultPosition: Position = "bottom-right";

/** Returns the settings with their defaults, or what is wrong with them in words for the page's developer. */
export function readSettings(given: Partial<InnConnectConfig> = {}): Settings | string {
  const { apiUrl, apiKey = "", primaryColor = defaultColor, position = defaultPosition } = given;
  const must = (name: keyof InnConnectConfig, be: string): string => `InnConnectConfig.${name} must be ${be}.`;
  const base = webAddress(apiUrl);
  if (!base) return must("apiUrl", "the API's address, such as https://innconnect.io/api");
  if (!/^sk_[A-Za-z0-9]{32}$/.test(apiKey)) return must("apiKey", "the site's public key: sk_ and 32 characters");
  if (!/^#[0-9a-f]{6}$/i.test(primaryColor)) return must("primaryColor", `a colour such as ${defaultColor}`);
  if (!/^bottom-(right|left)$/.test(position)) return must("position", "bottom-right or bottom-left");
  return { ...given, apiUrl: base, apiKey, primaryColor, position };
}

function webAddress(value: string | undefined): string | undefined {
  try {
    const { protocol, href } = new URL(value!, location.href);
    return value && /^http/.test(protocol) ? href.replace(/\/+$/, "") : undefined;
  } catch {
    return undefined;
  }
}
