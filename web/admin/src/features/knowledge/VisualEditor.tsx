import "@mantine/tiptap/styles.css";
import { Alert, Stack, Text } from "@mantine/core";
import { RichTextEditor } from "@mantine/tiptap";
import { useEditor } from "@tiptap/react";
import { getNonce } from "get-nonce";
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTexts } from "@/app/language";
import classes from "@/features/knowledge/VisualEditor.module.css";
import { extensions, keeps, written } from "@/features/knowledge/richMarkdown";
import { knowledgeTexts } from "@/features/knowledge/texts";

interface Props {
  value: string; // Markdown
  onChange: (markdown: string) => void;
  /** Edits the Markdown itself: for texts that this editor would lose something of. */
  source: ReactNode;
}

/** Edits Markdown as it looks. What nobody edits stays as it is, byte by byte. */
export default function VisualEditor({ value, onChange, source }: Props) {
  const texts = useTexts(knowledgeTexts);
  const [own, setOwn] = useState<string>(); // what the editor wrote last
  const safe = useMemo(() => value === own || keeps(value), [value, own]);
  if (!safe) {
    return (
      <Stack gap="xs">
        <Alert variant="default" color="gray">{texts.onlySource}</Alert>
        {source}
      </Stack>
    );
  }
  const write = (markdown: string) => {
    setOwn(markdown);
    onChange(markdown);
  };
  return <Rich value={value} onChange={write} />;
}

function Rich({ value, onChange }: Omit<Props, "source">) {
  const { toolbar, body, bodyKeys } = useTexts(knowledgeTexts);
  const keys = useId();
  const shown = useRef(value);
  const editor = useEditor({
    extensions,
    content: value,
    contentType: "markdown",
    injectNonce: getNonce(),
    shouldRerenderOnTransaction: true,
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": body, "aria-describedby": keys, dir: "auto" },
      handleDOMEvents: { keydown: (_, { key }) => key === "Tab" }, // is the browser's
    },
    onUpdate({ editor }) {
      shown.current = written(editor.getMarkdown());
      onChange(shown.current);
    },
  });
  useEffect(() => {
    if (value === shown.current) return;
    shown.current = value; // somebody else's, or an earlier one
    editor.commands.setContent(value, { contentType: "markdown", emitUpdate: false });
  }, [editor, value]);
  return (
    <Stack gap={4}>
      <RichTextEditor
        editor={editor}
        labels={{
          boldControlLabel: toolbar.bold, italicControlLabel: toolbar.italic, strikeControlLabel: toolbar.strike, codeControlLabel: toolbar.code,
          h2ControlLabel: toolbar.h2, h3ControlLabel: toolbar.h3, h4ControlLabel: toolbar.h4, bulletListControlLabel: toolbar.bullets,
          orderedListControlLabel: toolbar.numbers, blockquoteControlLabel: toolbar.quote, hrControlLabel: toolbar.rule,
          codeBlockControlLabel: toolbar.codeBlock, linkControlLabel: toolbar.link, unlinkControlLabel: toolbar.unlink, undoControlLabel: toolbar.undo,
          redoControlLabel: toolbar.redo, linkEditorInputLabel: toolbar.address, linkEditorInputPlaceholder: "https://…", linkEditorSave: toolbar.setLink,
        }}
      >
        <RichTextEditor.Toolbar sticky stickyOffset="var(--app-shell-header-height, 0px)">
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.Bold />
            <RichTextEditor.Italic />
            <RichTextEditor.Strikethrough />
            <RichTextEditor.Code />
          </RichTextEditor.ControlsGroup>
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.H2 />
            <RichTextEditor.H3 />
            <RichTextEditor.H4 />
          </RichTextEditor.ControlsGroup>
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.BulletList />
            <RichTextEditor.OrderedList />
            <RichTextEditor.Blockquote />
            <RichTextEditor.CodeBlock />
            <RichTextEditor.Hr />
          </RichTextEditor.ControlsGroup>
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.Link styles={{ linkEditorExternalControl: { display: "none" } }} /> {/* Markdown has no word for a new tab */}
            <RichTextEditor.Unlink />
          </RichTextEditor.ControlsGroup>
          <RichTextEditor.ControlsGroup>
            <RichTextEditor.Undo />
            <RichTextEditor.Redo />
          </RichTextEditor.ControlsGroup>
        </RichTextEditor.Toolbar>
        <RichTextEditor.Content className={classes.content} />
      </RichTextEditor>
      <Text size="xs" c="dimmed" id={keys}>{bodyKeys}</Text>
    </Stack>
  );
}
