import { readSettings, type InnConnectConfig } from "../shared/settings.ts";
import { complain } from "./complain.ts";
import { newWidget, type Widget } from "./widget.ts";

type Arguments = [name?: string, ...rest: unknown[]];

interface GlobalInnConnect {
  (...args: Arguments): void;
  /** Calls from before the widget was loaded. */
  q?: Iterable<unknown>[];
  version?: string;
}

declare global {
  interface Window {
    InnConnect?: GlobalInnConnect;
    InnConnectConfig?: InnConnectConfig;
  }
}

let life: AbortController | undefined;
let widget: Widget | undefined;

/** Puts the widget on the page, in place of one that is there. */
function boot(config = window.InnConnectConfig): void {
  const read = readSettings(config);
  if (typeof read === "string") return complain(read);
  life?.abort();
  widget = newWidget(read, (life = new AbortController()));
}

async function run([name, ...rest]: Arguments): Promise<void> {
  try {
    const commands = { ...widget, boot } as unknown as Record<string, (...args: unknown[]) => unknown>;
    await commands[name!]!(...rest);
  } catch (error) {
    complain(`${name}: ${(error as Response).status ?? error}`);
  }
}

/** Defines window.InnConnect, boots by the page's configuration and runs what was queued. */
export function start(): void {
  const { q = [], version } = window.InnConnect ?? {};
  if (version) return complain("the widget is on this page twice.");
  window.InnConnect = Object.assign((...args: Arguments) => void run(args), { version: VERSION });
  const queued = q.map((args) => [...args] as Arguments);
  if (!queued.some(([name]) => name === "boot")) boot();
  queued.forEach(run);
}
