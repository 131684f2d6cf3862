import { Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTexts } from "@/app/language";
import { diffOf, type DiffPart } from "@/features/knowledge/diff";
import classes from "@/features/knowledge/Diff.module.css";
import { knowledgeTexts } from "@/features/knowledge/texts";
import { useFormat } from "@/ui/format";

interface Version {
  title: string;
  body: string;
}

/** Shows what is different between two versions of an article. */
export function Diff({ label, before, after }: { label: string; before: Version; after: Version }) {
  const texts = useTexts(knowledgeTexts);
  const parts = useMemo(() => diffOf(before.body, after.body), [before.body, after.body]);
  const retitled = before.title !== after.title;
  if (!retitled && parts.length === 0) return <Text size="sm">{texts.same}</Text>;
  return (
    <Stack gap="xs">
      {retitled && <Text size="sm">{texts.titleChanged(before.title, after.title)}</Text>}
      {parts.length > 0 && (
        <div className={classes.diff} role="region" aria-label={label} tabIndex={0}>
          {parts.map((part, i) => <Line key={i} {...part} />)}
        </div>
      )}
    </Stack>
  );
}

function Line(part: DiffPart) {
  const texts = useTexts(knowledgeTexts);
  const format = useFormat();
  if (part.kind === "skipped") return <div className={classes.skipped}>{texts.skipped(format.number(part.lines))}</div>;
  const text = part.text || "\u00a0";
  if (part.kind === "added") return <ins className={classes.added} title={texts.added} dir="auto">{text}</ins>;
  if (part.kind === "removed") return <del className={classes.removed} title={texts.removed} dir="auto">{text}</del>;
  return <div className={classes.line} dir="auto">{text}</div>;
}
