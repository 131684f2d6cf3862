import { ActionIcon, Button, Group, Menu, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowLeft, IconDots, IconExternalLink, IconFlag, IconInfoCircle } from "@tabler/icons-react";
import type { Conversation, Priority } from "@client/schema";
import type { Ref } from "react";
import { useTexts } from "@/app/language";
import { useUser } from "@/api/session";
import type { mayDo, useActions } from "@/features/inbox/actions";
import { Badges } from "@/features/inbox/Badges";
import { ConversationSide } from "@/features/inbox/ConversationSide";
import classes from "@/features/inbox/inbox.module.css";
import { PassOn } from "@/features/inbox/PassOn";
import { inboxTexts } from "@/features/inbox/texts";
import { Waiting } from "@/features/inbox/Waiting";
import { Dialog } from "@/ui/Dialog";
import { ButtonLink } from "@/ui/links";

interface Props {
  heading: Ref<HTMLHeadingElement>;
  conversation: Conversation;
  may: ReturnType<typeof mayDo>;
  actions: ReturnType<typeof useActions>;
  close: () => void;
  /** Whether the choice of a colleague is open. */
  passing: boolean;
  setPassing: (passing: boolean) => void;
}

/** Who it is, where the conversation stands, and what one can do with it. */
export function ConversationHead({ heading, conversation, may, actions, close, passing, setPassing }: Props) {
  const texts = useTexts(inboxTexts);
  const user = useUser();
  const [details, { open: openDetails, close: closeDetails }] = useDisclosure();
  const { session, site, agent, visitor_name, waiting_since, priority } = conversation;
  return (
    <header className={classes.head}>
      <Group justify="space-between" gap="xs">
        <Group gap={6}>
          <ButtonLink to="/inbox" search variant="subtle" color="gray" px={6} aria-label={texts.back} hiddenFrom="sm"><IconArrowLeft size={18} aria-hidden /></ButtonLink>
          <Title order={2} size="h4" dir="auto" ref={heading} tabIndex={-1}>{visitor_name ?? texts.visitor}</Title>
          <Badges status={session.status} agent={agent} waiting_since={waiting_since} priority={priority} />
        </Group>
        <Group gap={6}>
          {may.takeOver && <Button size="xs" loading={actions.busy} onClick={actions.takeOver}>{texts.takeOver}</Button>}
          {may.handBack && <Button size="xs" variant="default" loading={actions.busy} onClick={actions.handBack}>{texts.handBack}</Button>}
          {(may.passOn || may.assign) && (
            <PassOn
              label={may.passOn ? texts.passOn : texts.assign}
              site={site.id}
              without={agent?.id}
              opened={passing}
              onChange={setPassing}
              onChoose={actions.passOn}
            />
          )}
          {may.close && <Button size="xs" variant="default" onClick={close}>{texts.close}</Button>}
          <ActionIcon variant="default" size={30} aria-label={texts.details} title={texts.details} hiddenFrom="lg" onClick={openDetails}>
            <IconInfoCircle size={18} aria-hidden />
          </ActionIcon>
          <MoreMenu conversation={conversation} works={may.work} actions={actions} />
        </Group>
      </Group>
      <Text size="sm" c="dimmed" mt={4} dir="auto">
        {site.name}
        {session.escalation_reason && <> · {texts.reasons[session.escalation_reason]}</>}
        {waiting_since && <> · <Waiting since={waiting_since} /></>}
        {agent && session.status !== "closed" && agent.id !== user.id && <> · {texts.hasIt(agent.name)}</>}
      </Text>
      <Dialog opened={details} onClose={closeDetails} title={texts.details}>
        <ConversationSide conversation={conversation} />
      </Dialog>
    </header>
  );
}

/** What is done less often. */
function MoreMenu({ conversation, works, actions }: { conversation: Conversation; works: boolean; actions: Props["actions"] }) {
  const texts = useTexts(inboxTexts);
  const { workflow_url, follow_up, priority } = conversation;
  if (!works && !workflow_url) return null;
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={texts.more} title={texts.more}><IconDots size={18} aria-hidden /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {works && (
          <>
            <Menu.Item leftSection={<IconFlag size={16} aria-hidden />} onClick={() => actions.setFollowUp(!follow_up)}>{follow_up ? texts.markAnswered : texts.markOwed}</Menu.Item>
            <Menu.Label>{texts.priority}</Menu.Label>
            <Menu.RadioGroup value={priority} onChange={(chosen) => actions.setPriority(chosen as Priority)}>
              {Object.entries(texts.priorities).map(([value, label]) => <Menu.RadioItem key={value} value={value}>{label}</Menu.RadioItem>)}
            </Menu.RadioGroup>
          </>
        )}
        {workflow_url && (
          <Menu.Item component="a" href={workflow_url} target="_blank" rel="noopener noreferrer" leftSection={<IconExternalLink size={16} aria-hidden />}>
            {texts.workflow}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
