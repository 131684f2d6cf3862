import { describe, expect, it } from "vitest";
import { serverSentEvents, type ServerSentEvent } from "../src/panel/sse.ts";

async function read(...chunks: (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      controller.close();
    },
  });
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(body)) events.push(event);
  return events;
}

describe("server-sent events", () => {
  it("are read whole, wherever the network cuts them", async () => {
    expect(await read("id: 3\nev", "ent: message\ndata: {\"a\":", "1}\n", "\n")).toEqual([{ id: "3", name: "message", data: '{"a":1}' }]);
  });

  it("may be cut within a character", async () => {
    const bytes = new TextEncoder().encode("event: token\ndata: é\n\n");
    const cut = bytes.indexOf(0xc3) + 1;
    expect((await read(bytes.slice(0, cut), bytes.slice(cut)))[0]?.data).toBe("é");
  });

  it("may end their lines as Windows does", async () => {
    expect(await read("event: typing\r\ndata: 1\r\n\r\n")).toEqual([{ id: null, name: "typing", data: "1" }]);
  });

  it("show a comment as an event without a name", async () => {
    expect(await read(":\n\n")).toEqual([{ id: null, name: "", data: "" }]);
  });

  it("leave out what the stream did not finish", async () => {
    expect(await read("event: message\ndata: {}")).toEqual([]);
  });
});
