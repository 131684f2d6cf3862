import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

/** A key or password that the server tells this once. */
export function Secret({ label, value }: { label: string; value: string }) {
  const texts = useTexts(uiTexts);
  return (
    <Alert color="orange" variant="default" title={label}>
      <Stack gap="xs">
        <Text size="sm">{texts.secretOnce}</Text>
        <Group gap="xs">
          <Code fz="sm">{value}</Code>
          <CopyButton value={value}>
            {({ copied, copy }) => <Button size="xs" variant="default" onClick={copy}>{copied ? texts.copied : texts.copy}</Button>}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}
