/** A server-sent event. */
export interface ServerEvent {
  /** Absent on an event that is not replayed. */
  id?: string;
  name: string;
  /** Of the type that the contract names for the event. */
  data: unknown;
}

/** Reads a stream of server-sent events to its end. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + decoder.decode(value, { stream: true })).split("\n\n");
      text = blocks.pop() ?? ""; // not complete yet
      for (const block of blocks) {
        const event = parse(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel();
  }
}

function parse(block: string): ServerEvent | undefined {
  let id: string | undefined;
  let name = "";
  let data = "";
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === "id") id = value;
    if (field === "event") name = value;
    if (field === "data") data += value; // JSON does not care where lines break
  }
  return data === "" ? undefined : { ...(id !== undefined && { id }), name, data: JSON.parse(data) };
}
