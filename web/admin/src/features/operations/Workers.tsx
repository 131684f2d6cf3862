import { Table, Text } from "@mantine/core";
import type { TaskQueue } from "@client/schema";
import { useTexts } from "@/app/language";
import { operationsTexts } from "@/features/operations/texts";
import { Empty } from "@/ui/Empty";
import { Section } from "@/ui/Section";
import { TimeAgo } from "@/ui/TimeAgo";

/** The processes that answer visitors. */
export function Workers({ queue }: { queue: TaskQueue | null }) {
  const texts = useTexts(operationsTexts);
  if (!queue) return <Section title={texts.workers}><Text size="sm">{texts.unknownQueue}</Text></Section>;
  return (
    <Section title={texts.workers} description={texts.workersText}>
      {queue.workers.length === 0 ? <Empty title={texts.noWorkers} order={3}>{texts.noWorkersText}</Empty> : (
        <Table aria-label={texts.workers} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.identity}</Table.Th>
              <Table.Th>{texts.lastSeen}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {queue.workers.map(({ identity, last_seen_at: at }) => (
              <Table.Tr key={identity}>
                <Table.Td>{identity}</Table.Td>
                <Table.Td><TimeAgo at={at} /></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}
