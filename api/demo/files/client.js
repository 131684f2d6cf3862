// The public chat API, as any website may use it.

// Problem is an answer of the API that says what went wrong; status is 0 when
// the API was not reached.
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? "unreachable");
    this.status = status;
    this.code = body?.code ?? "unreachable";
  }
}

export class Client {
  constructor(base, key, visitor) {
    this.base = base;
    this.headers = { "X-API-Key": key, "X-Visitor-ID": visitor };
  }

  async #fetch(method, path, body, accept = "application/json") {
    const headers = { ...this.headers, Accept: accept };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let res;
    try {
      res = await fetch(this.base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch {
      throw new Problem(0);
    }
    if (!res.ok) throw new Problem(res.status, await res.json().catch(() => null));
    return res;
  }

  async #json(method, path, body) {
    const res = await this.#fetch(method, path, body);
    try { return await res.json(); } catch { throw new Problem(0); }
  }

  config(language) { return this.#json("GET", `/chat/config?language=${encodeURIComponent(language)}`); }
  createSession(language) { return this.#json("POST", "/chat/session", { language, page_url: location.origin + location.pathname }); }
  history(session, after = 0) { return this.#json("GET", `/chat/history/${session}?after=${after}`); }
  end(session) { return this.#json("POST", `/chat/session/${session}/end`); }
  rate(session, rating) { return this.#json("POST", `/chat/session/${session}/rate`, rating); }
  react(message, reaction) { return this.#json("POST", `/chat/message/${message}/react`, { reaction }); }

  // send asks and yields the events of the answer, [name, data] each.
  async *send(session, content, clientMessageID) {
    const res = await this.#fetch("POST", "/chat/message",
      { session_id: session, content, client_message_id: clientMessageID }, "text/event-stream");
    const reader = res.body.pipeThrough(new TextDecoderStream()).getReader();
    let buffer = "";
    for (;;) {
      let part;
      try { part = await reader.read(); } catch { throw new Problem(0); }
      if (part.done) throw new Problem(0); // the last event ends the loop of the reader
      buffer += part.value;
      for (let end; (end = buffer.indexOf("\n\n")) >= 0; buffer = buffer.slice(end + 2)) {
        const event = { name: "", data: "" };
        for (const line of buffer.slice(0, end).split("\n")) {
          if (line.startsWith("event: ")) event.name = line.slice(7);
          if (line.startsWith("data: ")) event.data += line.slice(6);
        }
        if (!event.name) continue; // a comment keeps the connection open
        const data = JSON.parse(event.data);
        if (event.name === "error") throw new Problem(data.status, data);
        yield [event.name, data];
        if (event.name === "message") return;
      }
    }
  }
}
