import { useHotkeys } from "@mantine/hooks";
import type { Conversation } from "@client/schema";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { mayDo, useActions } from "@/features/inbox/actions";
import { Composer, type ComposerHandle } from "@/features/inbox/Composer";
import { ConversationHead } from "@/features/inbox/ConversationHead";
import { ConversationSide } from "@/features/inbox/ConversationSide";
import classes from "@/features/inbox/inbox.module.css";
import { Presence } from "@/features/inbox/Presence";
import { onScreen, shortcutKeys } from "@/features/inbox/shortcuts";
import { inboxTexts } from "@/features/inbox/texts";
import { Transcript } from "@/features/inbox/Transcript";
import { useFocusAfter } from "@/features/inbox/useFocusAfter";
import { useSeen } from "@/features/inbox/useSeen";
import { useConfirm } from "@/ui/confirm";

/** A conversation: what was said, what one can do, and who the visitor is. */
export function ConversationView({ conversation }: { conversation: Conversation }) {
  const texts = useTexts(inboxTexts);
  const confirm = useConfirm();
  const navigate = useNavigate();
  const may = mayDo(conversation, useUser());
  const composer = useRef<ComposerHandle>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const goOn = () => (may.write ? composer.current?.focus("reply") : heading.current?.focus());
  const actions = useActions(conversation.session.id, useFocusAfter(conversation, goOn));
  const [passing, setPassing] = useState(false);
  useSeen(conversation);

  const close = () => confirm({ title: texts.closeTitle, text: texts.closeText, action: texts.close, onConfirm: actions.close });
  const when = (allowed: boolean, act: () => void) => (event: KeyboardEvent) => {
    if (allowed && onScreen(event)) act();
  };
  useHotkeys([
    [shortcutKeys.takeOver, when(may.takeOver, actions.takeOver)],
    [shortcutKeys.reply, when(may.write, () => composer.current?.focus("reply"))],
    [shortcutKeys.note, when(may.work, () => composer.current?.focus("note"))],
    [shortcutKeys.preview, when(may.write, () => composer.current?.turn())],
    [shortcutKeys.handBack, when(may.handBack, actions.handBack)],
    [shortcutKeys.passOn, when(may.passOn || may.assign, () => setPassing(true))],
    [shortcutKeys.close, when(may.close, close)],
    [shortcutKeys.list, when(true, () => void navigate({ to: "/inbox", search: true }))],
  ]);

  return (
    <div className={classes.conversation}>
      <div className={classes.main}>
        <ConversationHead heading={heading} conversation={conversation} may={may} actions={actions} close={close} passing={passing} setPassing={setPassing} />
        <Transcript conversation={conversation} />
        <Presence id={conversation.session.id} />
        {may.work && <Composer ref={composer} conversation={conversation} mayReply={may.write} />}
      </div>
      <aside className={classes.side} aria-label={texts.details}>
        <ConversationSide conversation={conversation} />
      </aside>
    </div>
  );
}
