import { SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Backlog, TaskQueue, Tasks } from "@client/schema";
import { useTexts } from "@/app/language";
import { operationsTexts } from "@/features/operations/texts";
import { useFormat } from "@/ui/format";
import { AnchorLink } from "@/ui/links";
import { Section } from "@/ui/Section";

/** How much work waits, of all sites together. */
export function Waiting({ backlog, queue }: { backlog: Backlog; queue: TaskQueue | null }) {
  const texts = useTexts(operationsTexts);
  const format = useFormat();
  const oldest = ({ tasks, oldest_seconds }: Tasks) => (tasks > 0 ? texts.oldest(format.number(Math.round(oldest_seconds))) : undefined);
  return (
    <Section title={texts.waiting}>
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Amount label={texts.messages} value={backlog.messages} />
        <Amount label={texts.people} value={backlog.waiting} />
        <Amount label={texts.queuedMails} value={backlog.queued_mails} />
        <Amount label={<AnchorLink to="/mails" search={{ status: "failed" }} size="sm">{texts.failedMails}</AnchorLink>} value={backlog.failed_mails} />
        <Amount label={texts.chunks} value={backlog.chunks} />
        {queue && <Amount label={texts.workflowTasks} value={queue.workflows.tasks} more={oldest(queue.workflows)} />}
        {queue && <Amount label={texts.activityTasks} value={queue.activities.tasks} more={oldest(queue.activities)} />}
      </SimpleGrid>
    </Section>
  );
}

function Amount({ label, value, more }: { label: ReactNode; value: number; more?: string }) {
  const format = useFormat();
  return (
    <Stack gap={0}>
      <Text size="xl" fw={600}>{format.number(value)}</Text>
      <Text size="sm" component="div">{label}</Text>
      {more && <Text size="sm" c="dimmed">{more}</Text>}
    </Stack>
  );
}
