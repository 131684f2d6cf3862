import { Badge } from "@mantine/core";
import type { ImportState } from "@client/schema";
import { useTexts } from "@/app/language";
import { importsTexts } from "@/features/imports/texts";

const colors: Record<ImportState, string> = { queued: "gray", running: "blue", done: "green", failed: "red", stopped: "gray" };

/** Says how far an import is. */
export function StateBadge({ state }: { state: ImportState }) {
  const texts = useTexts(importsTexts);
  return <Badge variant={state === "queued" || state === "stopped" ? "default" : "filled"} color={colors[state]}>{texts.states[state]}</Badge>;
}
