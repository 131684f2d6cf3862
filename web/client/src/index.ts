// A typed client of the InnConnect chat API for Node and browsers. What every
// name means stands in the contract, at /api/docs of the product.
import createFetchClient, { type Client } from "openapi-fetch";
import type { paths, Problem } from "./schema.js";

export type * from "./schema.js";
export { readEvents, type ServerEvent } from "./events.js";

export interface Options {
  /** Where the product is, such as https://chat.example.com. */
  baseUrl: string;
  /** The public key in a web page, the secret server key elsewhere. */
  apiKey: string;
  /** A UUID that the visitor's browser made once and keeps. */
  visitorId?: string;
  /** Sent with every call, for example Origin from a program that stands in for a page. */
  headers?: Record<string, string>;
}

/** What calls answer with; streams are asked for with an Accept header of their own. */
type Json = "application/json" | "application/problem+json";

/** Makes a client that sends the key and the visitor's id with every call. */
export function createClient({ baseUrl, apiKey, visitorId, headers }: Options): Client<paths, Json> {
  return createFetchClient<paths, Json>({
    baseUrl,
    headers: { ...headers, "X-API-Key": apiKey, ...(visitorId && { "X-Visitor-ID": visitorId }) },
  });
}

/** Why a call failed. `problem.code` is stable. */
export class CallError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.detail} (${problem.code}, request ${problem.request_id})`);
  }
}

/** Returns what a call answered, or throws: a CallError, unless something between answered in the API's place. */
export async function check<T>(call: Promise<{ data?: T; error?: Problem; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  if (error?.code) throw new CallError(error);
  throw new Error(`status ${response.status} without a problem document`);
}
