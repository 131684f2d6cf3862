import { ActionIcon, Badge, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useInboxCounts } from "@/api/inbox";
import { useTexts } from "@/app/language";
import { notificationTexts } from "@/app/notifications/texts";
import classes from "@/app/notifications/notifications.module.css";
import { Loading } from "@/ui/Loading";

const NotificationPanel = lazy(() => import("@/app/notifications/NotificationPanel"));

const most = 99; // that fits

/** Says how many notifications the user has not read, and opens them. */
export function Bell() {
  const texts = useTexts(notificationTexts);
  const [opened, { toggle, close }] = useDisclosure();
  const unread = useInboxCounts()?.notifications ?? 0;
  const shown = unread > most ? `${most}+` : `${unread}`;
  const label = unread > 0 ? `${texts.title}, ${texts.unreadCount(shown)}` : texts.title;
  return (
    <Popover opened={opened} onChange={toggle} position="bottom-end" width="min(400px, calc(100vw - 16px))" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" className={classes.bell} aria-label={label} title={label} onClick={toggle}>
          <IconBell size={20} aria-hidden />
          {unread > 0 && <Badge size="sm" variant="filled" className={classes.count} aria-hidden>{shown}</Badge>}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={texts.title} onClick={({ target }) => target instanceof Element && target.closest("a") && close()}>
        <Suspense fallback={<Loading />}><NotificationPanel /></Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
