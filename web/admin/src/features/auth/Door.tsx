import { Center, Group, NativeSelect, Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { type Language, languages, useLanguage, useTexts } from "@/app/language";
import { appTexts } from "@/app/texts";

/** What stands around the screens before one is in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const [language, setLanguage] = useLanguage();
  const texts = useTexts(appTexts);
  return (
    <Center component="main" mih="100dvh" p="md">
      <title>{`${title} · InnConnect`}</title>
      <Stack w="100%" maw={400} gap="md">
        <Group gap="xs">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="InnConnect" width={32} height={32} />
          <Title order={1} size="h3">{title}</Title>
        </Group>
        <Paper withBorder p="lg">{children}</Paper>
        <NativeSelect
          aria-label={texts.language}
          size="xs"
          w={140}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value as Language)}
        />
      </Stack>
    </Center>
  );
}
