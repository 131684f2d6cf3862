import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** Stands where there is nothing yet: says so, and what to do. */
export function Empty({ title, order = 2, children, action }: { title: string; order?: 1 | 2 | 3; children?: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" px="md" py="xl" ta="center">
      <Title order={order} size="h4">{title}</Title>
      {children && <Text c="dimmed" maw={440}>{children}</Text>}
      {action}
    </Stack>
  );
}
