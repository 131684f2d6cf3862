import { Button, Popover } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTexts } from "@/app/language";
import { type InboxFilter, narrowed } from "@/features/inbox/filter";
import { inboxTexts } from "@/features/inbox/texts";
import { Loading } from "@/ui/Loading";

const FilterFields = lazy(() => import("@/features/inbox/FilterFields"));

/** Opens what narrows the list. */
export function Filters({ filter, onChange }: { filter: InboxFilter; onChange: (change: InboxFilter) => void }) {
  const texts = useTexts(inboxTexts);
  const count = narrowed(filter);
  return (
    <Popover position="bottom-start" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Button variant={count > 0 ? "light" : "default"} size="xs" fullWidth leftSection={<IconFilter size={14} aria-hidden />}>
          {count > 0 ? `${texts.filters} (${count})` : texts.filters}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.filters}>
        <Suspense fallback={<Loading />}><FilterFields filter={filter} onChange={onChange} /></Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
