import type {
  AgentEvent, EventName, MessageEvent, Message, RatingPrompt, ResetEvent, Session, StatusEvent, TokenEvent, TypingEvent,
} from "../shared/contract.ts";

/** Something that a person reads between messages. */
export interface Note {
  /** Of the event that it tells. */
  id: number;
  kind: "joined" | "left";
  name: string;
  /** After which message it stands, by seq. */
  after: number;
}

/** What is known of one conversation. It is never changed, only replaced. */
export interface Transcript {
  /** The last kept event that was told. */
  lastEvent: number;
  messages: readonly Message[];
  notes: readonly Note[];
  /** The person who speaks now. */
  agent: { name: string } | null;
  typing: { role: "assistant" | "agent"; name: string | null } | null;
  /** The answer that is being written. */
  draft: { turn: string; text: string } | null;
  emailRequested: boolean;
  ratingPrompt: RatingPrompt | null;
  status: Session["status"];
  reason: Session["escalation_reason"];
}

export const emptyTranscript: Transcript = {
  lastEvent: 0,
  messages: [],
  notes: [],
  agent: null,
  typing: null,
  draft: null,
  emailRequested: false,
  ratingPrompt: null,
  status: "active",
  reason: null,
};

/** An event of the session's stream, kept (with an id) or passing. */
export interface Told {
  id?: number;
  name: EventName | "typing" | "token" | "reset" | "end";
  data: unknown;
}

/** The conversation after an event. A kept event that was told before changes nothing. */
export function tell(t: Transcript, { id, name, data }: Told): Transcript {
  if (id !== undefined) {
    if (id <= t.lastEvent) return t;
    t = { ...t, lastEvent: id };
  }
  switch (name) {
    case "message": {
      const { message } = data as MessageEvent;
      const speaks = message.role === "assistant" || message.role === "agent";
      return { ...withMessage(t, message), draft: message.role === "assistant" ? null : t.draft, typing: speaks ? null : t.typing };
    }
    case "status": {
      const { status, escalation_reason } = data as StatusEvent;
      const over = status === "closed" ? { typing: null, draft: null, emailRequested: false } : {};
      return { ...t, ...over, status, reason: escalation_reason };
    }
    case "agent_joined":
    case "agent_left": {
      const joined = name === "agent_joined";
      const { agent } = data as AgentEvent;
      const note: Note = { id: id ?? 0, kind: joined ? "joined" : "left", name: agent.name, after: t.messages.at(-1)?.seq ?? 0 };
      return { ...t, agent: joined ? agent : null, typing: null, draft: null, emailRequested: false, notes: [...t.notes, note] };
    }
    case "email_requested":
      return { ...t, emailRequested: true };
    case "rating_prompt":
      return { ...t, ratingPrompt: data as RatingPrompt };
    case "typing": {
      const { role, name: who, typing } = data as TypingEvent;
      if (typing) return { ...t, typing: { role, name: who } };
      return { ...t, typing: null, draft: role === "assistant" ? null : t.draft };
    }
    case "reset":
      return { ...t, draft: { turn: (data as ResetEvent).turn_id, text: "" } };
    case "token": {
      const { turn_id: turn, text, offset } = data as TokenEvent;
      const before = t.draft?.turn === turn ? [...t.draft.text] : []; // code points, as offset counts them
      return offset > before.length ? t : { ...t, draft: { turn, text: before.slice(0, offset).join("") + text } };
    }
    case "end":
      return { ...t, typing: null, draft: null };
  }
}

/** Adds a message, or replaces it by what it is now. */
export function withMessage(t: Transcript, message: Message): Transcript {
  const others = t.messages.filter((m) => m.id !== message.id);
  return { ...t, messages: [...others, message].sort((a, b) => a.seq - b.seq) };
}

/** Forgets what passes: a stream that begins tells it anew. */
export const withoutPassing = (t: Transcript): Transcript => ({ ...t, typing: null, draft: null });

/** How many messages of others came after the one that the visitor read last. */
export function unreadAfter(t: Transcript, seq: number): number {
  return t.messages.filter((m) => m.seq > seq && m.role !== "visitor").length;
}
