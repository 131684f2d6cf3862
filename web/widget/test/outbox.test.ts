import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox, type Outgoing } from "../src/panel/outbox.ts";
import { Problem } from "../src/panel/problem.ts";
import { newKeep, type Keep } from "../src/shared/storage.ts";

let keep: Keep;
let life: AbortController;
let sent: string[];
let answers: (Problem | null)[];
const changed = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  keep = newKeep("sk_1");
  keep.persist();
  life = new AbortController();
  sent = [];
  answers = [];
});
afterEach(() => {
  life.abort();
  localStorage.clear();
  vi.useRealTimers();
});

function newOutbox(): Outbox {
  return new Outbox(keep, "lock", async ({ content }: Outgoing) => {
    sent.push(content);
    const problem = answers.shift();
    if (problem) throw problem;
  }, changed, life.signal);
}

const settled = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const unreachable = new Problem(0, "unreachable", "no network");

describe("messages that wait", () => {
  it("are sent one at a time, in order", async () => {
    const outbox = newOutbox();
    outbox.add("1", "one");
    outbox.add("2", "two");
    await settled();
    expect(sent).toEqual(["one", "two"]);
    expect(outbox.messages).toEqual([]);
  });

  it("are tried again, the same one with the same id", async () => {
    answers = [unreachable, unreachable];
    const outbox = newOutbox();
    outbox.add("1", "one");
    await settled();
    expect(outbox.sending).toBe("unreachable");
    expect(outbox.messages).toEqual([{ id: "1", content: "one" }]);
    await settled(10_000);
    expect(sent).toEqual(["one", "one", "one"]);
    expect(outbox.sending).toBe("idle");
  });

  it("wait as long as the API asks", async () => {
    answers = [new Problem(429, "rate_limited", "slow down", 30)];
    const outbox = newOutbox();
    outbox.add("1", "one");
    await settled(29_000);
    expect(outbox.sending).toBe("too fast");
    expect(sent).toHaveLength(1);
    await settled(1_500);
    expect(sent).toHaveLength(2);
  });

  it("are sent at once when the browser comes online, or the visitor asks", async () => {
    answers = [new Problem(503, "unavailable", "down", 60), unreachable];
    const outbox = newOutbox();
    outbox.add("1", "one");
    await settled();
    dispatchEvent(new Event("online"));
    await settled();
    expect(sent).toHaveLength(2);
    outbox.retry();
    await settled();
    expect(sent).toHaveLength(3);
    expect(outbox.messages).toEqual([]);
  });

  it("outlive the page", async () => {
    answers = Array<Problem>(9).fill(unreachable);
    newOutbox().add("1", "one");
    await settled();
    life.abort();
    await settled();
    life = new AbortController();
    answers = [];
    const next = newOutbox();
    next.flush();
    await settled();
    expect(next.messages).toEqual([]);
  });

  it("stay with the reason when the API will never take them, and hold up no other", async () => {
    answers = [new Problem(400, "message_too_long", "A message has at most 4,000 characters.")];
    const outbox = newOutbox();
    outbox.add("1", "one");
    outbox.add("2", "two");
    await settled();
    expect(outbox.messages).toEqual([{ id: "1", content: "one", refused: "A message has at most 4,000 characters." }]);
    outbox.retry("1");
    await settled();
    expect(outbox.messages).toEqual([]);
    expect(sent).toEqual(["one", "two", "one"]);
  });

  it("can be taken back", async () => {
    answers = [new Problem(409, "session_closed", "The conversation has ended.")];
    const outbox = newOutbox();
    outbox.add("1", "one");
    await settled();
    outbox.remove("1");
    expect(outbox.messages).toEqual([]);
  });
});
