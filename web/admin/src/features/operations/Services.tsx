import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ServiceState } from "@client/schema";
import { useTexts } from "@/app/language";
import { operationsTexts } from "@/features/operations/texts";
import { useFormat } from "@/ui/format";
import { Section } from "@/ui/Section";
import { StateBadge } from "@/ui/StateBadge";
import { TimeAgo } from "@/ui/TimeAgo";

const colors = { ok: "green", down: "red", off: "gray" };

/** What the product depends on. */
export function Services({ services }: { services: ServiceState[] }) {
  const texts = useTexts(operationsTexts);
  return (
    <Section title={texts.services}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {services.map((service) => (
          <Stack key={service.name} gap={4}>
            <Group gap="xs">
              <Text fw={600}>{texts.names[service.name]}</Text>
              <StateBadge color={colors[service.state]}>{texts.states[service.state]}</StateBadge>
            </Group>
            <Text size="sm" c="dimmed"><Checked {...service} /></Text>
          </Stack>
        ))}
      </SimpleGrid>
    </Section>
  );
}

function Checked({ milliseconds, checked_at: at }: ServiceState) {
  const texts = useTexts(operationsTexts);
  const format = useFormat();
  if (milliseconds == null || !at) return texts.offText;
  return <>{texts.took(format.number(milliseconds))}, <TimeAgo at={at} /></>;
}
