import { Badge, Group, Text } from "@mantine/core";
import { IconEye, IconStarFilled } from "@tabler/icons-react";
import type { ConversationListing } from "@client/schema";
import { Link } from "@tanstack/react-router";
import { usePresent } from "@/api/inbox";
import { useTexts } from "@/app/language";
import { Badges } from "@/features/inbox/Badges";
import classes from "@/features/inbox/inbox.module.css";
import { inboxTexts } from "@/features/inbox/texts";
import { Waiting } from "@/features/inbox/Waiting";
import { TimeAgo } from "@/ui/TimeAgo";

/** One conversation in the list. */
export function ConversationRow({ conversation, open }: { conversation: ConversationListing; open: boolean }) {
  const texts = useTexts(inboxTexts);
  const present = usePresent(conversation.id);
  const { id, status, agent, site, escalation_reason, priority, visitor_name, first_words, unread, stars, waiting_since, follow_up } = conversation;
  return (
    <li>
      <Link to="/inbox/$conversation" params={{ conversation: id }} search className={classes.row} aria-current={open || undefined} data-conversation={id}>
        <Group gap={6}>
          <Badges status={status} agent={agent} waiting_since={waiting_since} priority={priority} />
          {unread > 0 && <Badge variant="filled" color="orange">{texts.newMessages(unread)}</Badge>}
          <Text size="xs" c="dimmed" ml="auto" component="span">
            {waiting_since ? <Waiting since={waiting_since} /> : <TimeAgo at={conversation.last_message_at ?? conversation.created_at} />}
          </Text>
        </Group>
        <Text size="sm" fw={unread > 0 ? 600 : 500} lineClamp={2} dir="auto" c={first_words ? undefined : "dimmed"}>{first_words || texts.nothingWritten}</Text>
        <Group gap={4} c="dimmed" fz="xs">
          <span className={classes.facts} dir="auto">
            {[visitor_name, site.name, escalation_reason && texts.reasons[escalation_reason], follow_up && texts.owed].filter(Boolean).join(" · ")}
          </span>
          {stars && <span className={classes.fact} title={texts.stars(stars)}><IconStarFilled size={12} aria-hidden /> {stars}/5</span>}
          {present.length > 0 && (
            <span className={classes.fact}><IconEye size={14} aria-hidden /> {present.map(({ name }) => name).join(", ")}</span>
          )}
        </Group>
      </Link>
    </li>
  );
}
