import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

/** Stands where something is loaded. */
export function Loading({ lines = 5 }: { lines?: number }) {
  const texts = useTexts(uiTexts);
  return (
    <Stack role="status" gap="sm">
      <VisuallyHidden>{texts.loading}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => <Skeleton key={line} height={28} />)}
    </Stack>
  );
}
