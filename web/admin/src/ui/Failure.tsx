import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { problemOf } from "@/api/problem";
import { useLanguage, useTexts } from "@/app/language";
import { describe } from "@/ui/failureText";
import { uiTexts } from "@/ui/texts";

/** Says why something could not be loaded or done, and offers to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const texts = useTexts(uiTexts);
  const [language] = useLanguage();
  const { title, message } = describe(error, language);
  const problem = problemOf(error);
  return (
    <Alert role="alert" color="red" variant="default" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Stack gap="xs" align="start">
        <Text size="sm">{message}</Text>
        {problem && <Text size="xs" c="dimmed">{texts.request(problem.request_id)}</Text>}
        {retry && <Button size="xs" variant="default" onClick={retry}>{texts.retry}</Button>}
      </Stack>
    </Alert>
  );
}
