import { readEvents } from "@client/events";
import type { InboxConversation, InboxCounts, InboxMessage, InboxPresence, InboxTyping, PresentColleague } from "@client/schema";

/** What the inbox tells, by name; the contract's `GET /api/admin/events` says when. */
export interface InboxEvents {
  ready: InboxCounts;
  counts: InboxCounts;
  conversation_created: InboxMessage;
  message: InboxMessage;
  conversation_escalated: InboxConversation;
  conversation_taken: InboxConversation;
  conversation_released: InboxConversation;
  conversation_closed: InboxConversation;
  conversation_changed: InboxConversation;
  seen: InboxConversation;
  notification: InboxConversation;
  typing: InboxTyping;
  presence: InboxPresence;
  /** Told on this side: whether events arrive as they happen. */
  live: boolean;
}

export type InboxEvent = { [Name in keyof InboxEvents]: { id?: string; name: Name; data: InboxEvents[Name] } }[keyof InboxEvents];

const nobody: readonly PresentColleague[] = [];
const pause = 2000; // ms before connecting again, as the server's `retry` says

/**
 * The stream of events, open while somebody listens. A browser has six
 * connections to a server of HTTP/1.1, so of all tabs one reads the stream and
 * tells the others; when it closes, another goes on where it was.
 */
export class InboxStream {
  readonly #listeners = new Set<(event: InboxEvent) => void>();
  #stop: AbortController | undefined;
  #channel: BroadcastChannel | undefined;
  #lastID: string | undefined;
  #counts: InboxCounts | undefined;
  #live: boolean | undefined;
  #leads = false;
  readonly #present = new Map<string, PresentColleague[]>(); // by conversation

  /** The numbers as last told. */
  get counts(): InboxCounts | undefined {
    return this.#counts;
  }

  /** Whether events arrive as they happen; undefined until that is known. */
  get live(): boolean | undefined {
    return this.#live;
  }

  /** Returns the colleagues who have a conversation on the screen. */
  present(conversation: string): readonly PresentColleague[] {
    return this.#present.get(conversation) ?? nobody;
  }

  /** Calls the listener with every event until the returned function is called. */
  listen(listener: (event: InboxEvent) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#stop) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  }

  #start() {
    const stop = (this.#stop = new AbortController());
    const channel = (this.#channel = new BroadcastChannel("innconnect:inbox"));
    channel.onmessage = ({ data }: MessageEvent<InboxEvent | "state?">) => {
      if (data !== "state?") this.#tell(data);
      else if (this.#leads) this.#state().forEach((event) => channel.postMessage(event));
    };
    channel.postMessage("state?");
    const lead = () => this.#lead(channel, stop.signal);
    const leading = "locks" in navigator ? navigator.locks.request("innconnect:inbox", { signal: stop.signal }, lead) : lead();
    leading.catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
  }

  #end() {
    this.#stop?.abort();
    this.#channel?.close();
    this.#stop = this.#channel = this.#lastID = this.#counts = this.#live = undefined;
    this.#leads = false;
    this.#present.clear();
  }

  /** What a tab must be told that comes later. */
  #state(): InboxEvent[] {
    const state: InboxEvent[] = [{ name: "live", data: this.#live ?? false }];
    if (this.#counts) state.push({ name: "counts", data: this.#counts });
    for (const [conversation_id, colleagues] of this.#present) state.push({ name: "presence", data: { conversation_id, colleagues } });
    return state;
  }

  #tell(event: InboxEvent) {
    if (event.id !== undefined) this.#lastID = event.id;
    if (event.name === "ready" || event.name === "counts") this.#counts = event.data;
    if (event.name === "presence") this.#present.set(event.data.conversation_id, event.data.colleagues);
    if (event.name === "live") {
      this.#live = event.data;
      this.#present.clear(); // a stream begins with who is there
    }
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Reads the stream until it is stopped or the user's session is over. */
  async #lead(channel: BroadcastChannel, signal: AbortSignal) {
    this.#leads = true;
    const tell = (event: InboxEvent) => {
      this.#tell(event);
      channel.postMessage(event);
    };
    while (!signal.aborted) {
      try {
        const response = await fetch("/api/admin/events", {
          signal,
          headers: { Accept: "text/event-stream", ...(this.#lastID !== undefined && { "Last-Event-ID": this.#lastID }) },
        });
        if (response.status === 401 || response.status === 403) return;
        if (response.ok && response.body) {
          tell({ name: "live", data: true });
          for await (const event of readEvents(response.body)) tell(event as InboxEvent);
        }
      } catch {
        // cut off: connect again
      }
      if (signal.aborted) return;
      if (this.#live !== false) tell({ name: "live", data: false });
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
