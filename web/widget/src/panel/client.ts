import type { Api, Call } from "../shared/api.ts";
import { pageAddress } from "../shared/address.ts";
import type { EndedSession, Message, MessageEvent, NewRating, Problem as ProblemBody, Reaction, Session, SessionNews } from "../shared/contract.ts";
import type { Identity } from "../shared/host.ts";
import { Problem } from "./problem.ts";
import { serverSentEvents } from "./sse.ts";

/** The operations of the chat API that the panel uses. They fail with a Problem, or an error when their signal aborts. */
export class Client {
  constructor(private readonly api: Api) {}

  async #call(path: string, call?: Call): Promise<Response> {
    try {
      return await this.api(path, call);
    } catch (error) {
      throw await Problem.of(error);
    }
  }

  async #json<T>(path: string, call?: Call): Promise<T> {
    const answer = await this.#call(path, call);
    return answer.json() as Promise<T>;
  }

  createSession(language: string, { email, name }: Identity, key: string): Promise<Session> {
    return this.#json("session", { body: { language, page_url: pageAddress(), ...(email && { email, name }) }, headers: { "Idempotency-Key": key } });
  }

  session(id: string): Promise<Session> {
    return this.#json(`session/${id}`);
  }

  askPerson(id: string): Promise<Response> {
    return this.#call(`session/${id}/person`, { body: {} });
  }

  end(id: string): Promise<EndedSession> {
    return this.#json(`session/${id}/end`, { body: {} });
  }

  rate(id: string, rating: NewRating): Promise<Session> {
    return this.#json(`session/${id}/rate`, { body: rating });
  }

  react(message: string, reaction: Reaction | null): Promise<Response> {
    return this.#call(`message/${message}/react`, { body: { reaction } });
  }

  /** Tells what the visitor is doing: typing, or having what was written on the screen. */
  tell(id: string, what: "typing" | "seen"): Promise<Response> {
    return this.#call(`session/${id}/${what}`, { body: {} });
  }

  /**
   * Sends a message and returns it as it is stored, and aborts the request. The
   * answer is not waited for: the session's events tell it, to every tab.
   */
  async send(session: string, content: string, clientMessageID: string, request: AbortController): Promise<Message> {
    const answer = await this.#call("message", {
      body: { session_id: session, content, client_message_id: clientMessageID },
      accept: "text/event-stream",
      signal: request.signal,
    });
    try {
      for await (const { name, data } of serverSentEvents(answer.body!)) {
        if (name === "accepted" || name === "message") return (JSON.parse(data) as MessageEvent).message;
        if (name === "error") {
          const { status, code, detail } = JSON.parse(data) as ProblemBody;
          throw new Problem(status, code, detail);
        }
      }
    } finally {
      request.abort();
    }
    throw new Problem(0, "unreachable", "The answer broke off.");
  }

  /** The session's events as a stream. */
  events(id: string, after: number, signal: AbortSignal): Promise<Response> {
    return this.#call(`session/${id}/events`, { accept: "text/event-stream", headers: { "Last-Event-ID": String(after) }, signal });
  }

  /** The session's events after one, and what passes now. It waits that many seconds for some. */
  news(id: string, after: number, wait: number, live: string | null, signal: AbortSignal): Promise<SessionNews> {
    return this.#json(`session/${id}/events?after=${after}&wait=${wait}${live ? `&live=${live}` : ""}`, { signal });
  }
}
