import { Problem } from "./api.js";

const shortest = 2_000, longest = 30_000; // ms before the next try

// Inbox follows what happens on the user's sites and connects again by itself.
// told gets each event's name and data, live says whether it is connected, and
// failed is as for List.
export class Inbox {
  #told;
  #live;
  #failed;
  #stop = null;
  #last = null; // id of the newest event that was told

  constructor({ told, live, failed }) {
    this.#told = told;
    this.#live = live;
    this.#failed = failed;
  }

  stop() {
    this.#stop?.abort();
    this.#stop = null;
    this.#last = null;
  }

  async start() {
    this.stop();
    const { signal } = this.#stop = new AbortController();
    for (let wait = shortest; !signal.aborted; wait = Math.min(wait * 2, longest)) {
      try {
        await this.#follow(signal, () => { wait = shortest / 2; });
      } catch (problem) {
        if (signal.aborted || this.#failed(problem)) return;
      }
      if (signal.aborted) return;
      this.#live(false);
      await new Promise((next) => setTimeout(next, wait * (0.75 + Math.random() / 2)));
    }
  }

  async #follow(signal, connected) {
    const headers = { Accept: "text/event-stream" };
    if (this.#last !== null) headers["Last-Event-ID"] = this.#last;
    const res = await fetch("/api/admin/events", { headers, signal, credentials: "same-origin" }).catch(() => { throw new Problem(0); });
    if (!res.ok) throw new Problem(res.status, await res.json().catch(() => null));
    connected();
    this.#live(true);
    let text = "";
    for await (const piece of decoded(res.body)) {
      const events = (text + piece).split("\n\n");
      text = events.pop();
      for (const event of events) this.#read(event);
    }
  }

  #read(event) {
    const fields = {};
    for (const line of event.split("\n")) {
      const colon = line.indexOf(": ");
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (fields.id) this.#last = fields.id;
    if (fields.event) this.#told(fields.event, JSON.parse(fields.data));
  }
}

async function* decoded(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) yield value;
}
