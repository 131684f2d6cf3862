import { Grid, Stack, Tabs, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "@/app/language";
import { type ArticleFields, wrongIn } from "@/features/knowledge/fields";
import { MarkdownEditor } from "@/features/knowledge/MarkdownEditor";
import { Preview } from "@/features/knowledge/Preview";
import { useKnowledgeBase } from "@/features/knowledge/queries";
import { knowledgeTexts } from "@/features/knowledge/texts";

interface Props {
  site: string;
  fields: ArticleFields;
  onChange: (part: Partial<ArticleFields>) => void;
  readOnly?: boolean;
  /** What the tab of revisions shows; there is none without it. */
  revisions?: ReactNode;
  /** Stands beside the text, below its properties. */
  children?: ReactNode;
}

/** The fields of an article, and the article as others see it. */
export function ArticleForm({ site, fields, onChange, readOnly = false, revisions, children }: Props) {
  const texts = useTexts(knowledgeTexts);
  const tags = useKnowledgeBase(site).data?.tags.map(({ label }) => label) ?? [];
  const wrong = wrongIn(fields);
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack>
          <TextInput
            label={texts.articleTitle}
            required
            maxLength={500}
            dir="auto"
            readOnly={readOnly}
            value={fields.title}
            error={fields.body && wrong.title && texts[wrong.title]}
            onChange={({ currentTarget: { value } }) => onChange({ title: value })}
          />
          <Tabs defaultValue="edit" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="edit">{texts.edit}</Tabs.Tab>
              <Tabs.Tab value="preview">{texts.preview}</Tabs.Tab>
              {revisions && <Tabs.Tab value="revisions">{texts.revisions}</Tabs.Tab>}
            </Tabs.List>
            <Tabs.Panel value="edit"><MarkdownEditor value={fields.body} onChange={(body) => onChange({ body })} readOnly={readOnly} /></Tabs.Panel>
            <Tabs.Panel value="preview"><Preview title={fields.title} markdown={fields.body} /></Tabs.Panel>
            {revisions && <Tabs.Panel value="revisions">{revisions}</Tabs.Panel>}
          </Tabs>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack>
          <TextInput
            label={texts.language}
            description={texts.languageHint}
            required
            maxLength={3}
            readOnly={readOnly}
            value={fields.language}
            error={wrong.language && texts[wrong.language]}
            onChange={({ currentTarget: { value } }) => onChange({ language: value.toLowerCase() })}
          />
          <TagsInput
            label={texts.tags}
            description={texts.tagsHint}
            data={tags}
            maxTags={50}
            readOnly={readOnly}
            value={fields.tags}
            onChange={(tags) => onChange({ tags })}
          />
          <TextInput
            label={texts.url}
            description={texts.urlHint}
            maxLength={2000}
            readOnly={readOnly}
            value={fields.url}
            error={wrong.url && texts[wrong.url]}
            onChange={({ currentTarget: { value } }) => onChange({ url: value.trim() })}
          />
          {children}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}
