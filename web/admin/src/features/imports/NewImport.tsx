import { Button, FileInput, Paper, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Import, ImportedStatus, ImportSource } from "@client/schema";
import { useMutation } from "@tanstack/react-query";
import { useId } from "react";
import { call } from "@/api/client";
import { fieldErrors } from "@/api/problem";
import { useTexts } from "@/app/language";
import { accepted, encoded, most, problemOf } from "@/features/imports/files";
import { importsTexts } from "@/features/imports/texts";
import { Failure } from "@/ui/Failure";

interface Wanted {
  source: ImportSource;
  status: ImportedStatus;
  files: File[];
  address: string;
}

interface Props {
  site: string;
  /** What new articles are unless one chooses otherwise. */
  status: ImportedStatus;
  onStarted: (begun: Import) => void;
}

/** Asks what to import and begins with it. */
export function NewImport({ site, status, onStarted }: Props) {
  const texts = useTexts(importsTexts);
  const ids = { source: useId(), status: useId() };
  const form = useForm<Wanted>({
    initialValues: { source: "files", status, files: [], address: "" },
    validate: {
      files: (files, { source }) => {
        const problem = source === "files" ? problemOf(files) : undefined;
        return problem ? texts.problems[problem] : null;
      },
    },
  });
  const start = useMutation({
    mutationFn: (wanted: Wanted) => begin(site, wanted),
    meta: { shown: true },
    onSuccess(begun: Import) {
      form.reset();
      onStarted(begun);
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const { source } = form.values;
  return (
    <Paper withBorder p="md" component="form" onSubmit={form.onSubmit((wanted) => start.mutate(wanted))}>
      <Stack align="start">
        {start.error && <Failure error={start.error} />}
        <Stack gap={4} align="start">
          <Text size="sm" fw={500} id={ids.source}>{texts.from}</Text>
          <SegmentedControl aria-labelledby={ids.source} data={choices(texts.sources)} {...form.getInputProps("source")} />
        </Stack>
        {source === "files" ? (
          <FileInput
            w="100%"
            label={texts.files}
            description={texts.filesRule(most.files, most.megabytes)}
            placeholder={texts.chooseFiles}
            multiple
            clearable
            required
            accept={accepted}
            {...form.getInputProps("files")}
          />
        ) : (
          <TextInput
            w="100%"
            label={texts.address}
            description={texts.addressRule[source]}
            type="url"
            required
            maxLength={2000}
            placeholder={source === "sitemap" ? "https://www.example.com/sitemap.xml" : "https://www.example.com/help"}
            {...form.getInputProps("address")}
          />
        )}
        <Stack gap={4} align="start">
          <Text size="sm" fw={500} id={ids.status}>{texts.status}</Text>
          <SegmentedControl aria-labelledby={ids.status} data={choices(texts.statuses)} {...form.getInputProps("status")} />
        </Stack>
        <Button type="submit" loading={start.isPending}>{texts.start}</Button>
      </Stack>
    </Paper>
  );
}

const choices = (names: Record<string, string>) => Object.entries(names).map(([value, label]) => ({ value, label }));

/** Files are read here: they need not be kept while the answer is awaited. */
async function begin(site: string, { source, status, files, address }: Wanted): Promise<Import> {
  const params = { path: { id: site } };
  const { data, error } = source === "files"
    ? await call.POST("/api/admin/sites/{id}/imports/files", { params, body: { article_status: status, files: await encoded(files) } })
    : await call.POST("/api/admin/sites/{id}/imports", { params, body: { source, address, article_status: status } });
  if (error) throw error;
  return data;
}
