/** The pause before try n (0, 1, …), in ms: doubling, at most 30 s, and random, so that many browsers do not come back at once. */
export const backoff = (attempt: number): number => (0.5 + Math.random() / 2) * Math.min(30_000, 1000 * 2 ** attempt);

/** Waits that long, or until the browser comes online or wake is aborted. It rejects when the signal aborts. */
export function pause(ms: number, signal: AbortSignal, wake?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const settle = (how: () => void) => (): void => {
      clearTimeout(timer);
      done.abort();
      how();
    };
    const stop = settle(() => reject(signal.reason as Error));
    const go = settle(resolve);
    const timer = setTimeout(go, ms);
    addEventListener("online", go, { signal: done.signal });
    wake?.addEventListener("abort", go, { signal: done.signal });
    signal.addEventListener("abort", stop, { signal: done.signal });
    if (signal.aborted) stop();
    else if (wake?.aborted) go();
  });
}
