import { describe, expect, it } from "vitest";
import type { Message, MessageRole } from "../src/shared/contract.ts";
import { emptyTranscript, tell, unreadAfter, withoutPassing, type Told, type Transcript } from "../src/panel/state.ts";

let ids = 0;
const message = (seq: number, role: MessageRole, content = ""): Message => ({
  id: `m${++ids}`, session_id: "s", seq, role, agent: null, client_message_id: null, content, html: "", reply_id: null, citations: [],
  answerability: null, quick_replies: [], reaction: null, created_at: "2026-03-02T09:30:00Z",
});
const after = (...events: Told[]): Transcript => events.reduce(tell, emptyTranscript);
const token = (text: string, offset: number, turn = "t"): Told => ({ name: "token", data: { turn_id: turn, text, offset, attempt: 1 } });

describe("a conversation", () => {
  it("takes each kept event once", () => {
    const event: Told = { id: 1, name: "message", data: { message: message(1, "visitor") } };
    expect(after(event, event).messages).toHaveLength(1);
  });

  it("shows messages in the order of their numbers", () => {
    const t = after({ id: 2, name: "message", data: { message: message(2, "assistant") } }, { id: 3, name: "message", data: { message: message(1, "visitor") } });
    expect(t.messages.map((m) => m.seq)).toEqual([1, 2]);
  });

  it("puts an answer together from its pieces", () => {
    expect(after({ name: "reset", data: { turn_id: "t", attempt: 1 } }, token("Dogs ", 0), token("are", 5)).draft?.text).toBe("Dogs are");
  });

  it("counts pieces in characters, not in UTF-16 units", () => {
    expect(after(token("🐶 ", 0), token("yes", 2)).draft?.text).toBe("🐶 yes");
  });

  it("takes a piece that is told twice once", () => {
    expect(after(token("Dogs ", 0), token("Dogs ", 0), token("are", 5)).draft?.text).toBe("Dogs are");
  });

  it("drops a piece that does not fit what it has", () => {
    expect(after(token("Dogs", 0), token("late", 9)).draft?.text).toBe("Dogs");
  });

  it("drops the text when an answer starts again", () => {
    expect(after(token("Dogs", 0), { name: "reset", data: { turn_id: "t", attempt: 2 } }).draft?.text).toBe("");
  });

  it("replaces the text by the stored answer", () => {
    const t = after({ name: "typing", data: { role: "assistant", name: null, typing: true } }, token("Dogs", 0),
      { id: 1, name: "message", data: { message: message(2, "assistant", "Dogs are welcome") } });
    expect(t.draft).toBeNull();
    expect(t.typing).toBeNull();
  });

  it("keeps the assistant's text while the visitor writes more", () => {
    expect(after(token("Dogs", 0), { id: 1, name: "message", data: { message: message(2, "visitor") } }).draft?.text).toBe("Dogs");
  });

  it("knows the person who speaks, and until when", () => {
    const joined = after({ id: 1, name: "agent_joined", data: { agent: { name: "Sanne" } } });
    expect(joined.agent).toEqual({ name: "Sanne" });
    const left = tell(joined, { id: 2, name: "agent_left", data: { agent: { name: "Sanne" } } });
    expect(left.agent).toBeNull();
    expect(left.notes.map((n) => n.kind)).toEqual(["joined", "left"]);
  });

  it("asks for an address until a person comes or it ends", () => {
    const asked = after({ id: 1, name: "email_requested", data: {} });
    expect(asked.emailRequested).toBe(true);
    expect(tell(asked, { id: 2, name: "agent_joined", data: { agent: { name: "Sanne" } } }).emailRequested).toBe(false);
    expect(tell(asked, { id: 2, name: "status", data: { status: "closed", escalation_reason: null } }).emailRequested).toBe(false);
  });

  it("forgets what passes when a connection begins", () => {
    expect(withoutPassing(after(token("Dogs", 0), { name: "typing", data: { role: "agent", name: "Sanne", typing: true } }))).toEqual(emptyTranscript);
  });

  it("counts what others wrote since the visitor looked", () => {
    const t = after(
      { id: 1, name: "message", data: { message: message(1, "visitor") } },
      { id: 2, name: "message", data: { message: message(2, "assistant") } },
      { id: 3, name: "message", data: { message: message(3, "agent") } },
    );
    expect(unreadAfter(t, 2)).toBe(1);
    expect(unreadAfter(t, 3)).toBe(0);
  });
});
