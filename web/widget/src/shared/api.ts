export interface Call {
  /** Makes it a POST. */
  body?: unknown;
  accept?: string;
  headers?: Record<string, string>;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
  signal?: AbortSignal;
}

/**
 * Sends a request to a path under /chat. It rejects with the Response where
 * the API refuses, and with fetch's error where it is not reached.
 */
export type Api = (path: string, call?: Call) => Promise<Response>;

/** A very small client of the chat API for one site and visitor. */
export function newApi(base: string, key: string, visitor: () => string | null): Api {
  return async (path, { body, accept = "application/json", headers, ...rest } = {}) => {
    const id = visitor();
    const answer = await fetch(`${base}/chat/${path}`, {
      ...rest,
      credentials: "omit",
      headers: {
        Accept: accept,
        "X-API-Key": key,
        ...(id && { "X-Visitor-ID": id }),
        ...(body ? { "Content-Type": "application/json" } : {}),
        ...headers,
      },
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw answer;
    return answer;
  };
}
