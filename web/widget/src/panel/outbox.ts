import type { Keep } from "../shared/storage.ts";
import { problemOf, type Problem } from "./problem.ts";
import { exclusively } from "./tabs.ts";
import { backoff, pause } from "./wait.ts";

/** A message that the API does not have yet, as far as this browser knows. */
export interface Outgoing {
  /** The message's client id, which makes sending it twice harmless. */
  id: string;
  content: string;
  /** Why it is not sent, and will not be by itself. */
  refused?: string;
}

/** How sending stands. */
export type Sending = "idle" | "sending" | "unreachable" | "too fast";

/** Keeps messages until the API has them, and sends them one at a time, in order, whatever happens to the page. */
export class Outbox {
  sending: Sending = "idle";
  #running = false;
  #wake = new AbortController();

  constructor(
    private readonly keep: Keep,
    private readonly lock: string,
    private readonly deliver: (message: Outgoing) => Promise<void>,
    private readonly changed: () => void,
    private readonly signal: AbortSignal,
  ) {}

  get messages(): Outgoing[] {
    try {
      return JSON.parse(this.keep.get("outbox") ?? "[]") as Outgoing[];
    } catch {
      return [];
    }
  }

  add(id: string, content: string): void {
    this.#write([...this.messages, { id, content }]);
    this.flush();
  }

  /** Sends what waits now, also what was refused when it is named. */
  retry(id?: string): void {
    this.#write(this.messages.map((m) => (m.id === id ? { id: m.id, content: m.content } : m)));
    this.#wake.abort();
    this.flush();
  }

  remove(id: string): void {
    this.#write(this.messages.filter((m) => m.id !== id));
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#running || !this.#next()) return;
    this.#running = true;
    exclusively(this.lock, () => this.#run())
      .catch(() => {}) // put away
      .finally(() => {
        this.#running = false;
        this.#tell("idle");
      });
  }

  async #run(): Promise<void> {
    let failures = 0;
    for (let message; (message = this.#next()); ) {
      this.signal.throwIfAborted();
      this.#tell(failures ? this.sending : "sending");
      try {
        await this.deliver(message);
        this.remove(message.id);
        failures = 0;
      } catch (error) {
        this.signal.throwIfAborted();
        const problem = problemOf(error);
        if (isFinal(problem)) {
          this.#refuse(message, problem.message);
          continue;
        }
        this.#tell(problem.status === 429 ? "too fast" : "unreachable");
        this.#wake = new AbortController();
        await pause(Math.max(problem.retryAfter * 1000, backoff(failures++)), this.signal, this.#wake.signal);
      }
    }
  }

  #next(): Outgoing | undefined {
    return this.messages.find((m) => !m.refused);
  }

  #refuse({ id }: Outgoing, why: string): void {
    this.#write(this.messages.map((m) => (m.id === id ? { ...m, refused: why } : m)));
  }

  #write(messages: Outgoing[]): void {
    if (messages.length > 0) this.keep.set("outbox", JSON.stringify(messages));
    else this.keep.remove("outbox");
    this.changed();
  }

  #tell(sending: Sending): void {
    if (this.sending === sending) return;
    this.sending = sending;
    this.changed();
  }
}

/** Tells whether sending the same again cannot help. */
const isFinal = ({ status }: Problem): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;
