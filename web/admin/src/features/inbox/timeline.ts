import type { AuditEntry, Conversation, ConversationEscalation, ConversationTurn, Message, Note } from "@client/schema";

/** What a transcript shows, in its order. */
export type TimelineEntry =
  | { kind: "day"; at: string }
  | { kind: "message"; at: string; message: Message; turns: ConversationTurn[] }
  | { kind: "note"; at: string; note: Note }
  | { kind: "escalation"; at: string; escalation: ConversationEscalation }
  | { kind: "action"; at: string; action: AuditEntry };

/** Puts messages, notes and what happened to the conversation in the order in which they happened, with the days between. */
export function timelineOf({ messages, turns, notes, escalations, audit }: Conversation, shownActions: Set<string>): TimelineEntry[] {
  const under = turnsByMessage(messages, turns);
  const entries: TimelineEntry[] = [
    ...messages.map((message) => ({ kind: "message" as const, at: message.created_at, message, turns: under.get(message.id) ?? [] })),
    ...notes.map((note) => ({ kind: "note" as const, at: note.created_at, note })),
    ...escalations.filter(({ reason }) => reason !== "manual").map((escalation) => ({ kind: "escalation" as const, at: escalation.created_at, escalation })),
    ...audit.filter(({ action }) => shownActions.has(action)).map((action) => ({ kind: "action" as const, at: action.created_at, action })),
  ];
  const began = messages[0]?.created_at ?? "";
  const sorted = entries.filter(({ at }) => at >= began).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return sorted.flatMap((entry, index) => {
    const before = sorted[index - 1];
    const sameDay = before && new Date(before.at).toDateString() === new Date(entry.at).toDateString();
    return sameDay ? [entry] : [{ kind: "day" as const, at: entry.at }, entry];
  });
}

/** A turn stands under its reply or, without one, under its last question. */
function turnsByMessage(messages: Message[], turns: ConversationTurn[]): Map<string, ConversationTurn[]> {
  const shown = new Set(messages.map(({ id }) => id));
  const under = new Map<string, ConversationTurn[]>();
  for (const turn of turns) {
    const id = turn.reply_id && shown.has(turn.reply_id) ? turn.reply_id : turn.message_ids.filter((id) => shown.has(id)).at(-1);
    if (id) under.set(id, [...(under.get(id) ?? []), turn]);
  }
  return under;
}
