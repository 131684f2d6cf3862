import { Badge, type MantineColor } from "@mantine/core";
import type { ReactNode } from "react";

/** A state in a word, beside a colour that says the same. */
export function StateBadge({ color, children }: { color: MantineColor; children: ReactNode }) {
  return <Badge variant="default" leftSection={<Badge circle size="xs" color={color} aria-hidden />}>{children}</Badge>;
}
