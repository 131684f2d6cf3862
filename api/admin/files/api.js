// The staff's API. Who is signed in is in a cookie that scripts cannot read.

// Problem is an answer that says what went wrong; status is 0 when the API was
// not reached.
export class Problem extends Error {
  constructor(status, body, retryAfter) {
    super(body?.detail ?? (status ? "The server gave an answer that this page does not understand." : "The server cannot be reached. Check your connection."));
    this.status = status;
    this.code = body?.code ?? "unreachable";
    this.retryAfter = retryAfter;
  }
}

async function call(method, path, body) {
  const init = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let res;
  try {
    res = await fetch("/api/admin" + path, init);
  } catch {
    throw new Problem(0);
  }
  if (!res.ok) throw new Problem(res.status, await res.json().catch(() => null), Number(res.headers.get("Retry-After")));
  if (res.status === 204) return null;
  try {
    return await res.json();
  } catch {
    throw new Problem(res.status);
  }
}

export const signIn = (email, password) => call("POST", "/login", { email, password });
export const signOut = () => call("POST", "/logout");
export const me = () => call("GET", "/me");
export const sites = () => call("GET", "/sites");
export const changePassword = (present, now) => call("POST", "/me/password", { present, new: now });
export const agents = (site) => call("GET", `/sites/${encodeURIComponent(site)}/agents`);
export const conversation = (id) => call("GET", `/conversations/${encodeURIComponent(id)}`);

// act does one thing to a conversation: takeover, reply, notes and so on.
export const act = (id, action, body) => call("POST", `/conversations/${encodeURIComponent(id)}/${action}`, body);

export function conversations(filters, after) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, after })) if (value) query.set(name, value);
  return call("GET", `/conversations?${query}`);
}
