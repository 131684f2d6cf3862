import type { Problem } from "@client/schema";

type Answer = unknown | ((request: Request) => unknown);

/** What fetch answers, by method and path: `{ "GET /api/admin/me": { user } }`; a function gets the request. */
export type Answers = Record<string, Answer>;

/** Stands in for the server. Returns the calls that it got, as "METHOD path?query body". */
export function serve(answers: Answers): string[] {
  const calls: string[] = [];
  window.fetch = async (input, init) => {
    const request = new Request(typeof input === "string" ? new URL(input, location.origin) : input, init);
    const { pathname, search } = new URL(request.url);
    const body = await request.clone().text();
    calls.push(`${request.method} ${pathname}${search}${body && ` ${body}`}`);
    const answer = answers[`${request.method} ${pathname}`];
    const value = await (typeof answer === "function" ? answer(request) : answer);
    if (value instanceof Response) return value;
    return value === undefined ? problem(404, "not_found") : Response.json(value);
  };
  return calls;
}

/** A problem document as the server makes them. */
export function problem(status: number, code: Problem["code"], more: Partial<Problem> = {}): Response {
  const body: Problem = { type: `urn:innconnect:problem:${code}`, title: code, status, detail: `Detail of ${code}.`, code, request_id: "request-1", ...more };
  return Response.json(body, { status, headers: { "Content-Type": "application/problem+json" } });
}

/** A stream that tells of one event and stays open. */
export function eventStream(name: string, data: unknown): Response {
  const text = `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  return new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode(text)) }));
}
