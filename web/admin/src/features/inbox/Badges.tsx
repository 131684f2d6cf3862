import { Badge } from "@mantine/core";
import type { Priority } from "@client/schema";
import { useTexts } from "@/app/language";
import { standingOf } from "@/features/inbox/standing";
import { inboxTexts } from "@/features/inbox/texts";

const colors: Partial<Record<Priority, string>> = { high: "orange", urgent: "red" };

/** Where a conversation stands, and how urgent it is unless that is as usual. */
export function Badges({ priority, ...standing }: Parameters<typeof standingOf>[0] & { priority: Priority }) {
  const texts = useTexts(inboxTexts);
  return (
    <>
      <Badge variant={standing.waiting_since ? "light" : "default"}>{standingOf(standing, texts)}</Badge>
      {priority !== "normal" && <Badge variant={colors[priority] ? "filled" : "default"} color={colors[priority]}>{texts.priorities[priority]}</Badge>}
    </>
  );
}
