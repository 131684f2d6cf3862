import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { ArticleDocument } from "@client/schema";
import { problemOf } from "@/api/problem";
import { useTexts } from "@/app/language";
import { Diff } from "@/features/knowledge/Diff";
import { type ArticleFields, fieldsOf } from "@/features/knowledge/fields";
import { knowledgeTexts } from "@/features/knowledge/texts";

interface Props {
  error: unknown;
  theirs: ArticleDocument;
  mine: ArticleFields;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** Says that somebody else was faster, and lets one choose with both texts in view. */
export function Conflict({ error, theirs, mine, onKeepMine, onTakeTheirs }: Props) {
  const texts = useTexts(knowledgeTexts);
  return (
    <Alert role="alert" color="orange" variant="default" title={texts.conflict}>
      <Stack gap="sm">
        <Text size="sm">{problemOf(error)?.detail} {texts.conflictText}</Text>
        <Diff label={texts.conflictDiff} before={fieldsOf(theirs)} after={mine} />
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onTakeTheirs}>{texts.takeTheirs}</Button>
          <Button size="xs" onClick={onKeepMine}>{texts.keepMine}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}
