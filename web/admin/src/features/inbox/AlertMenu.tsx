import { ActionIcon, Popover } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTexts } from "@/app/language";
import { inboxTexts } from "@/features/inbox/texts";
import { Loading } from "@/ui/Loading";

const AlertFields = lazy(() => import("@/features/inbox/AlertFields"));

/** Opens how one is alerted in this browser. */
export function AlertMenu() {
  const texts = useTexts(inboxTexts).alerts;
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={texts.title} title={texts.title}><IconBell size={18} aria-hidden /></ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.title}>
        <Suspense fallback={<Loading lines={2} />}><AlertFields /></Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
