import { Text, VisuallyHidden } from "@mantine/core";
import type { Notification } from "@client/schema";
import { Link } from "@tanstack/react-router";
import { useTexts } from "@/app/language";
import classes from "@/app/notifications/notifications.module.css";
import { notificationTexts } from "@/app/notifications/texts";
import { nameTexts } from "@/ui/names";
import { TimeAgo } from "@/ui/TimeAgo";

/** What happened, where and when; it leads to the conversation. */
export function NotificationRow({ notification, onOpen }: { notification: Notification; onOpen: () => void }) {
  const texts = useTexts(notificationTexts);
  const names = useTexts(nameTexts);
  const { kind, site, conversation_id, escalation_reason, created_at, read_at } = notification;
  return (
    <li>
      <Link to="/inbox/$conversation" params={{ conversation: conversation_id }} className={classes.row} data-unread={!read_at || undefined} onClick={onOpen}>
        {!read_at && <VisuallyHidden>{texts.unread}: </VisuallyHidden>}
        <Text span display="block" size="sm" fw={read_at ? 400 : 600}>{names.notifications[kind]}</Text>
        <Text span display="block" size="xs" c="dimmed" dir="auto">
          {site.name}{escalation_reason && ` · ${names.reasons[escalation_reason]}`}
        </Text>
        <Text span display="block" size="xs" c="dimmed"><TimeAgo at={created_at} /></Text>
      </Link>
    </li>
  );
}
