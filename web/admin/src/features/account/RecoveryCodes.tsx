import { Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useTexts } from "@/app/language";
import { accountTexts } from "@/features/account/texts";
import { uiTexts } from "@/ui/texts";

/** Codes that the server tells this once, each for one sign-in without the app. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const texts = useTexts(accountTexts);
  const shared = useTexts(uiTexts);
  const text = codes.join("\n");
  return (
    <Stack>
      <Text size="sm">{texts.codesText}</Text>
      <Code block aria-label={texts.codes}>{text}</Code>
      <Group>
        <CopyButton value={text}>
          {({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? shared.copied : shared.copy}</Button>}
        </CopyButton>
        <Button onClick={onDone}>{texts.codesKept}</Button>
      </Group>
    </Stack>
  );
}
