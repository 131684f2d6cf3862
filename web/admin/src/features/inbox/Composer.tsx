import { Button, Group, SegmentedControl, Text, Textarea } from "@mantine/core";
import { IconEye, IconPencil } from "@tabler/icons-react";
import type { Conversation } from "@client/schema";
import { type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { api } from "@/api/client";
import { useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { cannedSearch, fillIn } from "@/features/inbox/canned";
import { CannedPicker } from "@/features/inbox/CannedPicker";
import { type Mode, useDraft } from "@/features/inbox/drafts";
import classes from "@/features/inbox/inbox.module.css";
import { MarkButtons } from "@/features/inbox/MarkButtons";
import { type Mark, marked, type Selected } from "@/features/inbox/marks";
import { useRefresh } from "@/features/inbox/refresh";
import { ReplyPreview } from "@/features/inbox/ReplyPreview";
import { inboxTexts } from "@/features/inbox/texts";
import { useShowPresence } from "@/features/inbox/useShowPresence";

/** What others may do with the composer. */
export interface ComposerHandle {
  focus: (mode: Mode) => void;
  /** Shows the reply as the visitor will see it, or goes on writing. */
  turn: () => void;
}

interface Props {
  conversation: Conversation;
  mayReply: boolean;
  ref: Ref<ComposerHandle>;
}

/** Writes to the visitor, or a note to colleagues. */
export function Composer({ conversation, mayReply, ref }: Props) {
  const texts = useTexts(inboxTexts);
  const { name } = useUser();
  const id = conversation.session.id;
  const [chosen, setMode] = useState<Mode>("reply");
  const mode = mayReply ? chosen : "note";
  const [text, setDraft] = useDraft(id, mode);
  const [turned, setTurned] = useState(false);
  const previewing = turned && mode === "reply";
  const field = useRef<HTMLTextAreaElement>(null);
  const preview = useRef<HTMLDivElement>(null);
  const typed = useShowPresence(id);
  const [key, setKey] = useState(() => crypto.randomUUID()); // of the text: sent twice, it is one message
  const done = { onSuccess: sent, onSettled: useRefresh(id) };
  const reply = api.useMutation("post", "/api/admin/conversations/{id}/reply", done);
  const note = api.useMutation("post", "/api/admin/conversations/{id}/notes", done);
  const search = mode === "reply" ? cannedSearch(text) : undefined;

  const focus = (selected?: Selected) => setTimeout(() => {
    (preview.current ?? field.current)?.focus();
    if (selected) field.current?.setSelectionRange(selected.from, selected.to);
  });
  useImperativeHandle(ref, () => ({
    focus(mode) {
      setMode(mode);
      turnTo(false);
    },
    turn() {
      setMode("reply");
      turnTo(!previewing);
    },
  }));

  function write(text: string) {
    setDraft(text);
    setKey(crypto.randomUUID());
  }

  function sent() {
    write("");
    if (previewing) turnTo(false);
  }

  function turnTo(preview: boolean) {
    flushSync(() => setTurned(preview)); // what gets the focus must be there
    focus();
  }

  function send() {
    const content = text.trim();
    if (!content || reply.isPending || note.isPending) return;
    const params = { path: { id } };
    if (mode === "reply") reply.mutate({ params, body: { content, client_message_id: key } });
    else note.mutate({ params, body: { content, id: key } });
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (search === undefined) send();
  }

  function mark(kind: Mark) {
    if (!field.current) return;
    const { selectionStart, selectionEnd } = field.current;
    const after = marked({ text, from: selectionStart, to: selectionEnd }, kind);
    write(after.text);
    focus(after);
  }

  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group justify="space-between" gap="xs" mb={6}>
        {mayReply ? (
          <SegmentedControl
            size="xs"
            aria-label={texts.reply}
            value={mode}
            onChange={(mode) => setMode(mode as Mode)}
            data={[{ value: "reply", label: texts.reply }, { value: "note", label: texts.note }]}
          />
        ) : (
          <Text size="xs" c="dimmed">{conversation.session.status !== "closed" && texts.takeFirst}</Text>
        )}
        {mode === "reply" && (
          <Group gap={4}>
            {!previewing && (
              <>
                <MarkButtons onMark={mark} />
                <CannedPicker
                  site={conversation.site.id}
                  typed={search}
                  onChoose={(content) => {
                    write(fillIn(content, conversation, name));
                    focus();
                  }}
                />
              </>
            )}
            <Button
              size="compact-xs"
              variant="default"
              leftSection={previewing ? <IconPencil size={14} aria-hidden /> : <IconEye size={14} aria-hidden />}
              onClick={() => setTurned(!previewing)}
            >
              {previewing ? texts.write : texts.preview}
            </Button>
          </Group>
        )}
      </Group>
      {previewing ? (
        <ReplyPreview ref={preview} markdown={text.trim()} />
      ) : (
        <Textarea
          ref={field}
          aria-label={mode === "reply" ? texts.replyLabel : texts.noteLabel}
          placeholder={mode === "reply" ? texts.replyLabel : texts.noteLabel}
          description={mode === "reply" ? texts.replyHint : texts.noteHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={4000}
          dir="auto"
          value={text}
          onChange={({ currentTarget: { value } }) => {
            write(value);
            if (value) typed(mode === "reply");
          }}
          onKeyDown={onKeyDown}
        />
      )}
      <Group justify="end" mt={6}>
        <Button type="submit" size="xs" loading={reply.isPending || note.isPending} disabled={!text.trim()}>{mode === "reply" ? texts.send : texts.addNote}</Button>
      </Group>
    </form>
  );
}
