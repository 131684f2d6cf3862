import type { Api } from "../shared/api.ts";
import { pageAddress } from "../shared/address.ts";
import { newID } from "../shared/id.ts";

/** Tells the API which pages the visitor sees, and for how long. */
export interface Visits {
  /** The page that is open now begins, unless it has. */
  begin(): void;
  /** The page ends, or nothing more may be told. */
  end(): void;
}

export function newVisits(api: Api, signal: AbortSignal): Visits {
  let visit: { id: string; page_url: string; title: string } | null = null;
  let seconds = 0;
  let since = 0; // when the page came into sight, 0 while it is hidden

  /** Counts the time in sight until now, and tells. */
  const tell = (): void => {
    if (since) seconds += (Date.now() - since) / 1000;
    since = document.hidden ? 0 : Date.now();
    if (visit) api("visit", { body: { consent: true, visits: [{ ...visit, seconds: Math.round(seconds) }] }, keepalive: true }).catch(() => {});
  };
  for (const type of ["visibilitychange", "pagehide"]) addEventListener(type, tell, { signal });

  return {
    begin() {
      if (visit?.page_url === pageAddress()) return;
      this.end();
      visit = { id: newID(), page_url: pageAddress(), title: document.title.slice(0, 300) };
      since = seconds = 0;
      tell();
    },
    end() {
      tell();
      visit = null;
    },
  };
}
