import { Group, Text } from "@mantine/core";
import { IconCheck, IconChecks, IconNote, IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import type { ConversationTurn, Message, Note } from "@client/schema";
import { Fragment, type ReactNode } from "react";
import { useTexts } from "@/app/language";
import classes from "@/features/inbox/inbox.module.css";
import { OutsideLink } from "@/features/inbox/OutsideLink";
import { inboxTexts } from "@/features/inbox/texts";
import { Turn } from "@/features/inbox/Turn";
import { useFormat } from "@/ui/format";
import { SafeHtml } from "@/ui/SafeHtml";

interface Props {
  message: Message;
  turns: ConversationTurn[];
  seen: boolean | undefined;
}

/** One message, with what the visitor thought of it and how it came about. */
export function MessageEntry({ message, turns, seen }: Props) {
  const texts = useTexts(inboxTexts);
  const { role, agent, html, content, citations, reaction, created_at } = message;
  return (
    <li className={classes.entry} data-role={role}>
      <Head who={agent?.name ?? texts.roles[role]} at={created_at} />
      <div className={classes.bubble}>{html ? <SafeHtml html={html} /> : <div className={classes.text} dir="auto">{content}</div>}</div>
      {citations.length > 0 && (
        <Text size="xs" c="dimmed">
          {texts.sources}{" "}
          {citations.map(({ article_id, title, url }, index) => (
            <Fragment key={article_id}>{index > 0 && ", "}<OutsideLink href={url}>{title}</OutsideLink></Fragment>
          ))}
        </Text>
      )}
      {reaction === "up" && <Aside icon={<IconThumbUp size={14} aria-hidden />}>{texts.helpful}</Aside>}
      {reaction === "down" && <Aside icon={<IconThumbDown size={14} aria-hidden />}>{texts.unhelpful}</Aside>}
      {seen === true && <Aside icon={<IconChecks size={14} aria-hidden />}>{texts.seen}</Aside>}
      {seen === false && <Aside icon={<IconCheck size={14} aria-hidden />}>{texts.unseen}</Aside>}
      {turns.map((turn) => <Turn key={turn.id} turn={turn} />)}
    </li>
  );
}

/** A note between colleagues, where it was written. */
export function NoteEntry({ note: { user, content, created_at } }: { note: Note }) {
  const texts = useTexts(inboxTexts);
  return (
    <li className={classes.entry} data-role="note">
      <Head who={<><IconNote size={14} aria-hidden /> {texts.note}, {user.name}</>} at={created_at} />
      <div className={classes.bubble}><div className={classes.text} dir="auto">{content}</div></div>
    </li>
  );
}

function Head({ who, at }: { who: ReactNode; at: string }) {
  const format = useFormat();
  return (
    <Group gap={6} fz="xs" c="dimmed">
      <Text inherit fw={600} c="var(--mantine-color-text)" dir="auto">{who}</Text>
      <time dateTime={at} title={format.dateTime(at)}>{format.time(at)}</time>
    </Group>
  );
}

function Aside({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return <Group gap={4} fz="xs" c="dimmed">{icon}{children}</Group>;
}
