import { Button, Center, Group, Stack, Text, Title } from "@mantine/core";
import { useThrottledCallback } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useInboxCounts, useInboxEvents } from "@/api/inbox";
import { cursorPages, useRows } from "@/api/pages";
import { useTexts } from "@/app/language";
import { AlertFields } from "@/app/notifications/AlertFields";
import { NotificationRow } from "@/app/notifications/NotificationRow";
import classes from "@/app/notifications/notifications.module.css";
import { notificationTexts } from "@/app/notifications/texts";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Failure";
import { AnchorLink } from "@/ui/links";
import { Loading } from "@/ui/Loading";
import { uiTexts } from "@/ui/texts";

const path = "/api/admin/notifications";
const pause = 400; // ms between two loads, however much happens

/** What the user was told, newest first, and how this browser tells it. */
export default function NotificationPanel() {
  const texts = useTexts(notificationTexts);
  const { loadMore } = useTexts(uiTexts);
  const queryClient = useQueryClient();
  const refresh = useThrottledCallback(() => void queryClient.invalidateQueries({ queryKey: ["get", path] }), pause);
  useInboxEvents(({ name }) => {
    if (name === "ready" || name === "notification" || name === "counts") refresh(); // or read in another window
  });
  const allRead = useInboxCounts()?.notifications === 0;
  const list = useRows(api.useInfiniteQuery("get", path, { params: { query: { limit: 20 } } }, { ...cursorPages, staleTime: 0 }));
  const read = api.useMutation("post", "/api/admin/notifications/read", { onSettled: refresh });
  return (
    <>
      <Group justify="space-between" wrap="nowrap" className={classes.head}>
        <Title order={2} size="h5">{texts.title}</Title>
        {/* It keeps the focus where nothing is unread any more; a disabled button would lose it. */}
        <Button size="compact-sm" variant="subtle" data-disabled={allRead || undefined} aria-disabled={allRead} onClick={() => allRead || read.mutate({ body: {} })}>
          {texts.readAll}
        </Button>
      </Group>
      <div className={classes.list}>
        {!list.rows && <Stack p="md">{list.error ? <Failure error={list.error} retry={list.retry} /> : <Loading lines={4} />}</Stack>}
        {list.rows?.length === 0 && <Stack px="md"><Empty order={3} title={texts.none}>{texts.noneText}</Empty></Stack>}
        {list.rows && list.rows.length > 0 && (
          <ul aria-label={texts.title}>
            {list.rows.map((notification) => (
              <NotificationRow
                key={notification.id}
                notification={notification}
                onOpen={() => !notification.read_at && read.mutate({ body: { ids: [notification.id] } })}
              />
            ))}
          </ul>
        )}
        {list.rows && list.error != null && <Failure error={list.error} retry={list.loadMore ?? list.retry} />}
        {list.loadMore && (
          <Center p="sm">
            <Button size="xs" variant="default" onClick={list.loadMore} loading={list.loadingMore}>{loadMore}</Button>
          </Center>
        )}
      </div>
      <Stack gap="xs" className={classes.foot} role="group" aria-label={texts.here}>
        <Text size="xs" c="dimmed" fw={600}>{texts.here}</Text>
        <AlertFields />
        <Text size="sm"><AnchorLink to="/account">{texts.choose}</AnchorLink></Text>
      </Stack>
    </>
  );
}
