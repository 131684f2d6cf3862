import { SegmentedControl, Stack, Textarea } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTexts } from "@/app/language";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { Loading } from "@/ui/Loading";

const VisualEditor = lazy(() => import("@/features/knowledge/VisualEditor"));

interface Props {
  value: string; // Markdown
  onChange: (markdown: string) => void;
  readOnly?: boolean;
}

/** Markdown to write, with what it looks like or as it is. */
export function MarkdownEditor({ value, onChange, readOnly }: Props) {
  const texts = useTexts(knowledgeTexts);
  const [mode, setMode] = useState<"visual" | "source">("visual");
  const source = (
    <Textarea
      aria-label={texts.body}
      rows={20}
      resize="vertical"
      dir="auto"
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      readOnly={readOnly}
      value={value}
      onChange={({ currentTarget: { value } }) => onChange(value)}
    />
  );
  if (readOnly) return source;
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label={texts.mode}
        size="xs"
        style={{ alignSelf: "start" }}
        value={mode}
        onChange={(mode) => setMode(mode as "visual" | "source")}
        data={[{ value: "visual", label: texts.visual }, { value: "source", label: texts.source }]}
      />
      {mode === "source" ? source : (
        <Suspense fallback={<Loading />}>
          <VisualEditor value={value} onChange={onChange} source={source} />
        </Suspense>
      )}
    </Stack>
  );
}
