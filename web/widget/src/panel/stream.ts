import { problemOf } from "./problem.ts";
import type { LiveState, SessionNews } from "../shared/contract.ts";
import type { Client } from "./client.ts";
import { serverSentEvents } from "./sse.ts";
import type { Told } from "./state.ts";
import { backoff, pause } from "./wait.ts";

const firstByte = 6_000; // ms; the server writes at once, so a stream that is silent is held back by a proxy
const silence = 40_000; // ms; a comment comes every 15 s
const pollSeconds = 25;

/** What a stream tells. */
export interface Listener {
  /** The last kept event that the listener has. */
  lastEvent(): number;
  told(event: Told): void;
  /** A connection begins: what passes is told anew. */
  began(): void;
  /** The API was lost, or is there again. */
  connected(is: boolean): void;
}

/** How a stream ended for good. */
export type Ending = "ended" | "gone";

/**
 * Follows a session until it ends or is gone: by a stream, or where a proxy
 * holds streams back by long polls. It connects again after every failure.
 * It rejects when the signal aborts.
 */
export async function follow(client: Client, session: string, listener: Listener, signal: AbortSignal): Promise<Ending> {
  let polls = false;
  for (let failures = 0; ; ) {
    try {
      const how = polls ? await poll(client, session, listener, signal) : await stream(client, session, listener, signal);
      if (how === "ended") return how;
      if (how === "held back") polls = true;
      else await pause(backoff(0), signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) throw error;
      const { status, retryAfter } = problemOf(error);
      if (status === 404) return "gone";
      listener.connected(false);
      await pause(Math.max(retryAfter * 1000, backoff(failures++)), signal);
    }
  }
}

async function stream(client: Client, session: string, listener: Listener, signal: AbortSignal): Promise<"ended" | "cut" | "held back"> {
  // It aborts when nothing comes in time, also after the machine slept.
  const watchdog = new AbortController();
  let timer = setTimeout(() => watchdog.abort(), firstByte);
  let any = false;
  try {
    const answer = await client.events(session, listener.lastEvent(), AbortSignal.any([signal, watchdog.signal]));
    listener.began();
    for await (const { id, name, data } of serverSentEvents(answer.body!)) {
      clearTimeout(timer);
      timer = setTimeout(() => watchdog.abort(), silence);
      if (!any) listener.connected(true);
      any = true;
      if (!name) continue;
      listener.told({ name: name as Told["name"], data: JSON.parse(data), ...(id && { id: Number(id) }) });
      if (name === "end") return "ended";
    }
    return "cut";
  } catch (error) {
    if (signal.aborted || !watchdog.signal.aborted) throw error;
    return any ? "cut" : "held back";
  } finally {
    clearTimeout(timer);
    watchdog.abort();
  }
}

async function poll(client: Client, session: string, listener: Listener, signal: AbortSignal): Promise<"ended"> {
  let live: string | null = null;
  for (;;) {
    const news = await client.news(session, listener.lastEvent(), pollSeconds, live, signal);
    listener.connected(true);
    tellNews(news, listener);
    if (news.end) return "ended";
    live = news.live.token;
  }
}

/** Tells what a poll brought as a stream would. */
export function tellNews({ events, live, end }: SessionNews, listener: Pick<Listener, "told" | "began">): void {
  for (const { id, event, data } of events) listener.told({ id, name: event, data });
  listener.began();
  tellLive(live, listener);
  if (end) listener.told({ name: "end", data: {} });
}

function tellLive({ typing, draft }: LiveState, listener: Pick<Listener, "told">): void {
  if (typing) listener.told({ name: "typing", data: { ...typing, typing: true } });
  if (draft) listener.told({ name: "token", data: { ...draft, offset: 0 } });
}
