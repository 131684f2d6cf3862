import { Alert, Group, Progress as Bar, Stack, Text } from "@mantine/core";
import type { Import } from "@client/schema";
import { useTexts } from "@/app/language";
import { doneOf, goesOn } from "@/features/imports/queries";
import { StateBadge } from "@/features/imports/StateBadge";
import { importsTexts } from "@/features/imports/texts";
import { useFormat } from "@/ui/format";
import { Reason } from "@/ui/Reason";

/** How far an import is, and what there is to know about it as a whole. */
export function Progress({ one }: { one: Import }) {
  const texts = useTexts(importsTexts);
  const format = useFormat();
  const done = doneOf(one);
  const said = one.documents === 0 && goesOn(one) ? texts.reading : texts.progress(format.number(done), format.number(one.documents));
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <StateBadge state={one.state} />
        <Text size="sm" role="status">{said}</Text>
      </Group>
      {goesOn(one) && <Bar aria-label={said} value={one.documents ? (100 * done) / one.documents : 0} animated />}
      {one.problem && <Alert color="red" variant="default" title={texts.states.failed}>{texts.reasons[one.problem]} {one.detail && <Reason>{one.detail}</Reason>}</Alert>}
      {one.more && <Alert color="orange" variant="default">{texts.more}</Alert>}
    </Stack>
  );
}
