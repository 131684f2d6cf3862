/**
 * The tabs of one site in one browser, of which one does what needs to be done
 * once. Where the browser has no locks (pages without https), every tab does
 * it for itself.
 */
export class Tabs<M> {
  #joined: AbortController | null = null;
  #channel: BroadcastChannel | null = null;

  /**
   * lead runs in one tab at a time, until its signal aborts. receive gets what
   * another tab posts.
   */
  constructor(
    private readonly name: string,
    private readonly lead: (signal: AbortSignal) => Promise<void>,
    private readonly receive: (message: M) => void,
  ) {}

  join(): void {
    if (this.#joined) return;
    const { signal } = (this.#joined = new AbortController());
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) {
      void this.lead(signal).catch(() => {});
      return;
    }
    this.#channel = new BroadcastChannel(this.name);
    this.#channel.onmessage = ({ data }) => this.receive(data as M);
    locks.request(this.name, { signal }, () => this.lead(signal)).catch(() => {}); // left
  }

  /** Stops leading and listening, for example because the page is put away. */
  leave(): void {
    this.#joined?.abort();
    this.#joined = null;
    this.#channel?.close();
    this.#channel = null;
  }

  post(message: M): void {
    this.#channel?.postMessage(message);
  }
}

/** Runs one piece of work at a time over all tabs, where the browser has locks. */
export async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? ((await locks.request(name, work)) as T) : work();
}
