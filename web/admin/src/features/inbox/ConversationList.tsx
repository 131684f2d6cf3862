import { Button, Center, Group, Stack, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useInboxCounts, useInboxLive } from "@/api/inbox";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { ConversationRow } from "@/features/inbox/ConversationRow";
import { type InboxFilter, type InboxView, queryOf } from "@/features/inbox/filter";
import { Filters } from "@/features/inbox/Filters";
import classes from "@/features/inbox/inbox.module.css";
import { onScreen, shortcutKeys } from "@/features/inbox/shortcuts";
import { inboxTexts } from "@/features/inbox/texts";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Failure";
import { Loading } from "@/ui/Loading";
import { uiTexts } from "@/ui/texts";

/** The conversations of a view, narrowed by filters. Keys lead from one to the next. */
export function ConversationList({ filter, open }: { filter: InboxFilter; open: string | undefined }) {
  const texts = useTexts(inboxTexts);
  const { loadMore } = useTexts(uiTexts);
  const navigate = useNavigate();
  const counts = useInboxCounts();
  const live = useInboxLive();
  const view = filter.view ?? "waiting";
  const narrow = (change: InboxFilter) => void navigate({ to: ".", search: { ...filter, ...change }, replace: true });
  const list = useRows(api.useInfiniteQuery("get", "/api/admin/conversations", { params: { query: queryOf(filter) } }, cursorPages));

  const step = (by: number) => (event: KeyboardEvent) => {
    if (!onScreen(event)) return;
    const rows = list.rows ?? [];
    const at = rows.findIndex(({ id }) => id === open);
    const next = rows[at < 0 ? 0 : at + by];
    if (next) void navigate({ to: "/inbox/$conversation", params: { conversation: next.id }, search: true });
  };
  useHotkeys([
    [shortcutKeys.next, step(1)],
    [shortcutKeys.previous, step(-1)],
  ]);

  return (
    <>
      <Stack gap="xs" px="md" py="xs">
        <Group role="group" aria-label={texts.list} gap={4} grow>
          {([["waiting", counts?.waiting], ["mine", counts?.mine], ["all", 0]] as const).map(([name, count]) => (
            <Button
              key={name}
              size="xs"
              px={4}
              variant={name === view ? "light" : "default"}
              aria-pressed={name === view}
              onClick={() => narrow({ view: name, status: undefined })}
            >
              {count ? `${texts.views[name]} (${count})` : texts.views[name]}
            </Button>
          ))}
        </Group>
        <Filters filter={filter} onChange={narrow} />
        {!live && <Text size="xs" c="dimmed" role="status">{texts.connecting}</Text>}
      </Stack>
      <div className={classes.rows} tabIndex={-1}>
        {!list.rows && (list.error ? <Failure error={list.error} retry={list.retry} /> : <Stack p="md"><Loading lines={8} /></Stack>)}
        {list.rows?.length === 0 && <Nothing view={view} showAll={() => narrow({ view: "all" })} />}
        {list.rows && list.rows.length > 0 && (
          <ul className={classes.plain}>
            {list.rows.map((row) => <ConversationRow key={row.id} conversation={row} open={row.id === open} />)}
          </ul>
        )}
        {list.loadMore && (
          <Center p="md">
            <Button variant="default" onClick={list.loadMore} loading={list.loadingMore}>{loadMore}</Button>
          </Center>
        )}
      </div>
    </>
  );
}

function Nothing({ view, showAll }: { view: InboxView; showAll: () => void }) {
  const texts = useTexts(inboxTexts);
  const [title, text] = {
    waiting: [texts.emptyWaiting, texts.emptyWaitingText],
    mine: [texts.emptyMine, texts.emptyMineText],
    all: [texts.emptyAll, texts.emptyAllText],
  }[view] as [string, string];
  return (
    <Empty title={title} action={view !== "all" && <Button variant="default" onClick={showAll}>{texts.showAll}</Button>}>{text}</Empty>
  );
}
