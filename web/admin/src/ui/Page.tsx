import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

interface Props {
  title: string;
  description?: ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen: its title, which gets the focus when one comes here, and what is below. */
export function Page({ title, description, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Stack gap="lg">
      <title>{`${title} · InnConnect`}</title>
      <Group justify="space-between" align="start">
        <Stack gap={4}>
          <Title order={1} size="h2" ref={heading} tabIndex={-1}>{title}</Title>
          {description && <Text c="dimmed" maw={720}>{description}</Text>}
        </Stack>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
