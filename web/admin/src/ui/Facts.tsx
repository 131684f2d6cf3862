import { Paper, SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface Fact {
  label: string;
  value: ReactNode;
  /** What stands below the value. */
  note?: ReactNode;
}

/** Numbers that matter, side by side. */
export function Facts({ label, facts }: { label: string; facts: Fact[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, md: 3, lg: 4 }} spacing="sm" m={0} aria-label={label}>
      {facts.map((fact) => (
        <Paper key={fact.label} withBorder p="sm">
          <Text component="dt" size="sm" c="dimmed">{fact.label}</Text>
          <Text component="dd" m={0} fw={700} size="xl">{fact.value}</Text>
          {fact.note && <Text component="dd" m={0} size="sm" c="dimmed">{fact.note}</Text>}
        </Paper>
      ))}
    </SimpleGrid>
  );
}
