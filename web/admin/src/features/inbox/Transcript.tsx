import { Text } from "@mantine/core";
import type { Conversation } from "@client/schema";
import { useLayoutEffect, useRef } from "react";
import { useTexts } from "@/app/language";
import classes from "@/features/inbox/inbox.module.css";
import { MessageEntry, NoteEntry } from "@/features/inbox/MessageEntry";
import { inboxTexts } from "@/features/inbox/texts";
import { type TimelineEntry, timelineOf } from "@/features/inbox/timeline";
import { useFormat } from "@/ui/format";

const nearEnd = 80; // pixels

/** What was said and done. It stays at its end as it grows, unless one reads further up. */
export function Transcript({ conversation }: { conversation: Conversation }) {
  const texts = useTexts(inboxTexts);
  const pane = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const timeline = timelineOf(conversation, new Set(Object.keys(texts.actions)));
  useLayoutEffect(() => {
    if (pane.current && atEnd.current) pane.current.scrollTop = pane.current.scrollHeight;
  }, [timeline.length]);
  const newestOfAgent = conversation.messages.filter(({ role }) => role === "agent").at(-1)?.id;
  const unseenSince = conversation.replies_unseen_since;
  return (
    <div
      ref={pane}
      className={classes.transcript}
      role="log"
      aria-label={texts.messages}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
    >
      <ol className={classes.plain}>
        {conversation.earlier_messages > 0 && <li className={classes.event}>{texts.earlier(conversation.earlier_messages)}</li>}
        {timeline.length === 0 && <li className={classes.event}>{texts.nothingWritten}</li>}
        {timeline.map((entry) => (
          <Entry
            key={keyOf(entry)}
            entry={entry}
            seen={entry.kind === "message" && entry.message.id === newestOfAgent ? !unseenSince || Date.parse(entry.at) < Date.parse(unseenSince) : undefined}
          />
        ))}
      </ol>
    </div>
  );
}

function keyOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case "message": return entry.message.id;
    case "note": return entry.note.id;
    case "action": return entry.action.id;
    default: return `${entry.kind} ${entry.at}`;
  }
}

/** seen tells whether the visitor has it, of the newest message of a person. */
function Entry({ entry, seen }: { entry: TimelineEntry; seen: boolean | undefined }) {
  const texts = useTexts(inboxTexts);
  const format = useFormat();
  switch (entry.kind) {
    case "message":
      return <MessageEntry message={entry.message} turns={entry.turns} seen={seen} />;
    case "note":
      return <NoteEntry note={entry.note} />;
    case "day":
      return <li className={classes.event}><Text inherit fw={600}>{format.date(entry.at)}</Text></li>;
    case "escalation":
      return <li className={classes.event}>{texts.escalated(texts.reasons[entry.escalation.reason])}, {format.time(entry.at)}</li>;
    case "action":
      return <li className={classes.event}>{entry.action.user?.email} {texts.actions[entry.action.action]}, {format.time(entry.at)}</li>;
  }
}
