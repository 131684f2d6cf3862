import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "../src/panel/client.ts";
import type { Told } from "../src/panel/state.ts";
import { follow } from "../src/panel/stream.ts";
import type { Api, Call } from "../src/shared/api.ts";

let calls: { path: string; after: string | undefined; accept: string | undefined }[];
let told: Told[];
let connected: boolean[];
let life: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  told = [];
  connected = [];
  life = new AbortController();
});
afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

type Answer = Response | Error | "silence" | ((signal: AbortSignal) => Response);

function run(...answers: Answer[]): Promise<string> {
  const api: Api = (path, { accept, headers, signal }: Call = {}) => {
    calls.push({ path, accept, after: headers?.["Last-Event-ID"] });
    const answer = answers.shift() ?? "silence";
    if (typeof answer === "function") return Promise.resolve(answer(signal!));
    if (answer instanceof Response) return answer.ok ? Promise.resolve(answer) : Promise.reject(answer as unknown as Error);
    if (answer instanceof Error) return Promise.reject(answer);
    return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
  };
  const following = follow(new Client(api), "s", {
    lastEvent: () => told.reduce((last, { id = 0 }) => Math.max(last, id), 0),
    told: (event) => told.push(event),
    began: () => {},
    connected: (is) => connected.push(is),
  }, life.signal);
  following.catch(() => {});
  return following;
}

const stream = (text: string): Response => new Response(text, { headers: { "Content-Type": "text/event-stream" } });
const first = 'retry: 2000\n\nid: 7\nevent: status\ndata: {"status":"active","escalation_reason":null}\n\n';

describe("following a session", () => {
  it("ends with the session", async () => {
    expect(await run(stream(`${first}event: end\ndata: {}\n\n`))).toBe("ended");
    expect(told.map((t) => t.name)).toEqual(["status", "end"]);
  });

  it("goes on after the last event when the connection is cut", async () => {
    void run(stream(first));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls.map((c) => c.after)).toEqual(["0", "7"]);
  });

  it("says that the API is lost, and that it is back", async () => {
    void run(new TypeError("network"), stream(first));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(connected).toEqual([false, true]);
  });

  it("asks an API that is busy when it wants to be asked", async () => {
    void run(new Response("{}", { status: 503, headers: { "Retry-After": "20" } }));
    await vi.advanceTimersByTimeAsync(19_000);
    expect(calls).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(2);
  });

  it("stops when the session is gone", async () => {
    expect(await run(new Response("{}", { status: 404 }))).toBe("gone");
  });

  it("polls where a proxy holds the stream back", async () => {
    const news = { events: [], last_event_id: 0, live: { typing: { role: "agent", name: "Sanne" }, draft: null, token: "1f" }, end: false };
    void run("silence", Response.json(news), Response.json({ ...news, end: true }));
    await vi.advanceTimersByTimeAsync(7_000);
    expect(calls.map((c) => c.path)).toEqual(["session/s/events", "session/s/events?after=0&wait=25", "session/s/events?after=0&wait=25&live=1f"]);
    expect(told).toContainEqual({ name: "typing", data: { role: "agent", name: "Sanne", typing: true } });
  });

  it("connects again when nothing came for longer than a heartbeat, as after sleep", async () => {
    void run((signal) => new Response(new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(first));
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    })));
    await vi.advanceTimersByTimeAsync(42_000);
    expect(calls.map((c) => c.after)).toEqual(["0", "7"]);
  });
});
