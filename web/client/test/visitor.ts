// Plays a visitor through the client, against a running product.
// usage: node visitor.js BASE_URL API_KEY ORIGIN
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { CallError, check, createClient, readEvents, type MessageResult } from "../src/index.js";

const [baseUrl = "", apiKey = "", origin = ""] = process.argv.slice(2);
const api = createClient({ baseUrl, apiKey, visitorId: randomUUID(), headers: { Origin: origin } });

const config = await check(api.GET("/api/chat/config"));
assert.notEqual(config.title, "");

const session = await check(api.POST("/api/chat/session", { body: { language: "en" } }));
const question = { session_id: session.id, content: "Can I bring my dog?", client_message_id: randomUUID() };
const first = await check(api.POST("/api/chat/message", { body: question }));
assert(first.reply);
assert.match(first.reply.content, /dog/i);

const { data: stream } = await api.POST("/api/chat/message", {
  body: { session_id: session.id, content: "How much is parking per night?" },
  headers: { Accept: "text/event-stream" },
  parseAs: "stream",
});
assert(stream);
const names: string[] = [];
let last: unknown;
for await (const event of readEvents(stream)) {
  names.push(event.name);
  last = event.data;
}
assert.equal(names.at(0), "accepted");
assert.equal(names.at(-1), "message");
const second = last as MessageResult;
assert(second.reply);

await check(api.POST("/api/chat/message/{id}/react", {
  params: { path: { id: second.reply.id } },
  body: { reaction: "up" },
}));
const history = await check(api.GET("/api/chat/history/{sessionId}", { params: { path: { sessionId: session.id } } }));
assert.deepEqual(history.messages.map((m) => m.role), ["visitor", "assistant", "visitor", "assistant"]);
assert.equal(history.messages.at(-1)?.reaction, "up");

const ended = await check(api.POST("/api/chat/session/{id}/end", { params: { path: { id: session.id } } }));
assert.equal(ended.session.status, "closed");

const { data: whole } = await api.GET("/api/chat/session/{id}/events", {
  params: { path: { id: session.id } },
  headers: { Accept: "text/event-stream" },
  parseAs: "stream",
});
assert(whole);
const happened: string[] = [];
for await (const event of readEvents(whole)) happened.push(`${event.id ?? ""} ${event.name}`.trim());
assert.deepEqual(happened, ["1 message", "2 message", "3 message", "4 message", "5 status", "6 rating_prompt", "end"]);
const polled = await check(api.GET("/api/chat/session/{id}/events", { params: { path: { id: session.id }, query: { after: 4 } } }));
assert.deepEqual(polled.events.map((e) => e.event), ["status", "rating_prompt"]);
assert(polled.end);

await assert.rejects(
  check(api.POST("/api/chat/message", { body: { session_id: session.id, content: "Hello?" } })),
  (e) => e instanceof CallError && e.problem.code === "session_closed",
);
const rated = await check(api.POST("/api/chat/session/{id}/rate", {
  params: { path: { id: session.id } },
  body: { stars: 5, tags: ended.rating_prompt.tags.slice(0, 1), feedback: "Quick." },
}));
assert.equal(rated.rating?.stars, 5);
console.log("TypeScript client: every step passed");
