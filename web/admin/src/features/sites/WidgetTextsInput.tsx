import { ActionIcon, Group, Select, Stack, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import partsTexts from "../../../../widget/src/panel/parts/en.ts";
import panelTexts from "../../../../widget/src/panel/texts/en.ts";
import { useTexts } from "@/app/language";
import { sitesTexts } from "@/features/sites/texts";

/** The widget's own texts, in English, by their keys. */
const own: Record<string, string> = { open: "Open the chat", ...panelTexts, ...partsTexts };

interface Props {
  value: Record<string, string>;
  onChange: (texts: Record<string, string>) => void;
}

/** Some of the widget's texts, in the owner's words. */
export function WidgetTextsInput({ value, onChange }: Props) {
  const texts = useTexts(sitesTexts);
  return (
    <Stack gap="xs">
      {Object.entries(value).map(([key, text]) => (
        <Group key={key} gap="xs" align="end" wrap="nowrap">
          <TextInput
            flex={1}
            label={own[key] ?? key}
            maxLength={500}
            value={text}
            error={text ? undefined : texts.textNeeded}
            onChange={(event) => onChange({ ...value, [key]: event.currentTarget.value })}
          />
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={`${texts.remove}: ${own[key] ?? key}`}
            onClick={() => onChange(Object.fromEntries(Object.entries(value).filter(([other]) => other !== key)))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Select
        label={texts.ownText}
        description={texts.ownTextText}
        placeholder={texts.ownTextChoose}
        searchable
        value={null}
        data={Object.entries(own).filter(([key]) => !(key in value)).map(([key, text]) => ({ value: key, label: text }))}
        onChange={(key) => key && onChange({ ...value, [key]: own[key]! })}
      />
    </Stack>
  );
}
