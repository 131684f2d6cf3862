import { ActionIcon, Group, Title } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import { getRouteApi, Outlet, useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useInboxCounts } from "@/api/inbox";
import { useTexts } from "@/app/language";
import { ConversationList } from "@/features/inbox/ConversationList";
import classes from "@/features/inbox/inbox.module.css";
import { useLiveConversations } from "@/features/inbox/refresh";
import { shortcutKeys } from "@/features/inbox/shortcuts";
import { inboxTexts } from "@/features/inbox/texts";
import { Empty } from "@/ui/Empty";

const ShortcutHelp = lazy(() => import("@/features/inbox/ShortcutHelp"));
const route = getRouteApi("/panel/inbox");

/** The inbox: the list, and beside it the conversation that is open. A phone shows one of the two. */
export function InboxPage() {
  const texts = useTexts(inboxTexts);
  const unread = useInboxCounts()?.unread;
  const filter = route.useSearch();
  const { conversation: open } = useParams({ strict: false }) as { conversation?: string };
  useLiveConversations(open);
  const [help, { open: showHelp, close: hideHelp }] = useDisclosure();
  useHotkeys([[shortcutKeys.help, showHelp], [`shift+${shortcutKeys.help}`, showHelp]]); // as the keyboard has it
  return (
    <div className={classes.inbox} data-open={open !== undefined || undefined}>
      <title>{`${unread ? `(${unread}) ` : ""}${texts.title} · InnConnect`}</title>
      <section className={classes.list} aria-label={texts.list}>
        <Group justify="space-between" wrap="nowrap" px="md" pt="sm">
          <Title order={1} size="h3">{texts.title}</Title>
          <ActionIcon variant="subtle" color="gray" aria-label={texts.shortcuts} title={`${texts.shortcuts} (?)`} visibleFrom="sm" onClick={showHelp}>
            <IconKeyboard size={18} aria-hidden />
          </ActionIcon>
        </Group>
        <ConversationList filter={filter} open={open} />
      </section>
      <section className={classes.pane}>
        {open === undefined ? <Empty title={texts.choose}>{texts.chooseText}</Empty> : <Outlet />}
      </section>
      {help && <Suspense><ShortcutHelp onClose={hideHelp} /></Suspense>}
    </div>
  );
}
