/** One server-sent event. A comment is an event without a name. */
export interface ServerSentEvent {
  id: string | null;
  name: string;
  data: string;
}

/** Reads a response's body as server-sent events. */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffer += decoder.decode(value, { stream: true }).replace(/\r/g, "");
      for (let end; (end = buffer.indexOf("\n\n")) >= 0; buffer = buffer.slice(end + 2)) yield parse(buffer.slice(0, end));
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block: string): ServerSentEvent {
  const event: ServerSentEvent = { id: null, name: "", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^(\w*):? ?(.*)$/.exec(line) ?? [];
    if (field === "id") event.id = value;
    else if (field === "event") event.name = value;
    else if (field === "data") event.data += (event.data && "\n") + value;
  }
  return event;
}
