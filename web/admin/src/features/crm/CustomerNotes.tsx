import { Button, Paper, Stack, Text, Textarea, Title } from "@mantine/core";
import type { CustomerNote } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { crmTexts } from "@/features/crm/texts";
import { Failure } from "@/ui/Failure";
import { TimeAgo } from "@/ui/TimeAgo";

/** What staff wrote down about a customer, and room for more. */
export function CustomerNotes({ customer, notes }: { customer: string; notes: CustomerNote[] }) {
  const texts = useTexts(crmTexts);
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">{texts.notes}</Title>
      {notes.length === 0 && <Text c="dimmed">{texts.noNotes}</Text>}
      {notes.map((note) => (
        <Paper key={note.id} component="article" withBorder p="sm">
          <Text dir="auto" className="wrap lines">{note.content}</Text>
          <Text size="sm" c="dimmed">{note.author?.name ?? texts.formerColleague} · <TimeAgo at={note.created_at} /></Text>
        </Paper>
      ))}
      {useRole("admin", "agent") && <NewNote customer={customer} />}
    </Stack>
  );
}

function NewNote({ customer }: { customer: string }) {
  const texts = useTexts(crmTexts);
  const client = useQueryClient();
  const [content, setContent] = useState("");
  const id = useRef(crypto.randomUUID()); // of the note, however often it is sent
  const add = api.useMutation("post", "/api/admin/customers/{id}/notes", {
    meta: { shown: true },
    onSuccess() {
      id.current = crypto.randomUUID();
      setContent("");
      return client.invalidateQueries({ queryKey: ["get", "/api/admin/customers/{id}"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ params: { path: { id: customer } }, body: { id: id.current, content } });
      }}
    >
      <Stack gap="xs" align="start">
        {add.error && <Failure error={add.error} />}
        <Textarea w="100%" maw={720} label={texts.newNote} description={texts.newNoteText} rows={3} resize="vertical" maxLength={4000} value={content} onChange={(event) => setContent(event.currentTarget.value)} />
        <Button type="submit" disabled={content.trim() === ""} loading={add.isPending}>{texts.addNote}</Button>
      </Stack>
    </form>
  );
}
