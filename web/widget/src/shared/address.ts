/** The page without query, and without fragment unless a router keeps its route there. */
export const pageAddress = (): string => location.origin + location.pathname + (/^#!?\/[^?]*/.exec(location.hash) ?? "");

/**
 * Calls changed when the page's address does, in single-page sites too. It
 * looks twice a second and leaves the page's history functions alone.
 */
export function watchAddress(changed: () => void, signal: AbortSignal): void {
  let before = pageAddress();
  const timer = setInterval(() => {
    if (before === (before = pageAddress())) return;
    changed();
  }, 500);
  signal.addEventListener("abort", () => clearInterval(timer));
}
