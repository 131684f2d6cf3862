import { ActionIcon, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import type { CannedReply } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import { fieldErrors } from "@/api/problem";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { inboxTexts } from "@/features/inbox/texts";
import { useConfirm } from "@/ui/confirm";
import { CursorTable } from "@/ui/CursorTable";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Failure } from "@/ui/Failure";
import { Page } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { TimeAgo } from "@/ui/TimeAgo";

const route = getRouteApi("/panel/sites/$site/canned-replies");
const key = ["get", "/api/admin/sites/{id}/canned-replies"];

/** The texts that a site's people send often. */
export function CannedPage() {
  const texts = useTexts(inboxTexts);
  const { site } = route.useParams();
  const mayEdit = useRole("admin", "agent");
  const confirm = useConfirm();
  const queryClient = useQueryClient();
  const [search, setSearch] = useState<string>();
  const [edited, setEdited] = useState<Partial<CannedReply>>(); // without an id: a new one
  const list = useRows(api.useInfiniteQuery(
    "get", "/api/admin/sites/{id}/canned-replies",
    { params: { path: { id: site }, query: { search } } }, cursorPages,
  ));
  const remove = api.useMutation("delete", "/api/admin/sites/{id}/canned-replies/{reply_id}", {
    onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
  });
  const add = <Button onClick={() => setEdited({})}>{texts.add}</Button>;
  return (
    <Page title={texts.cannedTitle} description={texts.cannedDescription} actions={mayEdit && add}>
      <SearchField label={texts.search} maw={320} value={search} onSearch={setSearch} />
      <CursorTable
        label={texts.cannedTitle}
        list={list}
        rowKey={({ id }) => id}
        columns={[
          { header: texts.shortcut, width: 160, cell: ({ shortcut }) => <Text size="sm" fw={600}>/{shortcut}</Text> },
          { header: texts.content, cell: ({ content }) => <Text size="sm" lineClamp={3} dir="auto">{content}</Text> },
          { header: texts.changed, width: 160, cell: ({ updated_at }) => <TimeAgo at={updated_at} /> },
          ...(mayEdit ? [{
            header: texts.edit,
            width: 90,
            cell: (reply: CannedReply) => (
              <Group gap={4} wrap="nowrap">
                <ActionIcon variant="subtle" color="gray" aria-label={`${texts.edit} /${reply.shortcut}`} onClick={() => setEdited(reply)}><IconPencil size={16} aria-hidden /></ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`${texts.remove} /${reply.shortcut}`}
                  onClick={() => confirm({
                    title: texts.removeTitle(reply.shortcut), text: texts.removeText, action: texts.remove,
                    onConfirm: () => remove.mutate({ params: { path: { id: site, reply_id: reply.id } } }),
                  })}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            ),
          }] : []),
        ]}
        empty={search ? <Empty title={texts.cannedNone} /> : <Empty title={texts.cannedEmpty} action={mayEdit && add}>{texts.cannedEmptyText}</Empty>}
      />
      <Dialog opened={edited !== undefined} onClose={() => setEdited(undefined)} title={edited?.id ? texts.edit : texts.add}>
        {edited && <CannedForm site={site} reply={edited} onDone={() => setEdited(undefined)} />}
      </Dialog>
    </Page>
  );
}

function CannedForm({ site, reply, onDone }: { site: string; reply: Partial<CannedReply>; onDone: () => void }) {
  const texts = useTexts(inboxTexts);
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { shortcut: reply.shortcut ?? "", content: reply.content ?? "" } });
  const saved = {
    meta: { shown: true },
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: key });
      onDone();
    },
    onError: (error: unknown) => form.setErrors(fieldErrors(error)),
  };
  const create = api.useMutation("post", "/api/admin/sites/{id}/canned-replies", saved);
  const update = api.useMutation("put", "/api/admin/sites/{id}/canned-replies/{reply_id}", saved);
  const error = create.error ?? update.error;
  return (
    <form
      onSubmit={form.onSubmit((body) => {
        if (reply.id) update.mutate({ params: { path: { id: site, reply_id: reply.id } }, body });
        else create.mutate({ params: { path: { id: site } }, body });
      })}
    >
      <Stack>
        {error && <Failure error={error} />}
        <TextInput label={texts.shortcut} description={texts.shortcutHint} required maxLength={40} data-autofocus {...form.getInputProps("shortcut")} />
        <Textarea label={texts.content} description={texts.contentHint} required autosize minRows={4} maxRows={14} maxLength={4000} dir="auto" {...form.getInputProps("content")} />
        <Group justify="end"><Button type="submit" loading={create.isPending || update.isPending}>{texts.save}</Button></Group>
      </Stack>
    </form>
  );
}
