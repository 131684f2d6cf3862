import { Text } from "@mantine/core";
import type { Ref } from "react";
import { useRenderedMarkdown } from "@/api/markdown";
import { useTexts } from "@/app/language";
import classes from "@/features/inbox/inbox.module.css";
import { inboxTexts } from "@/features/inbox/texts";
import { Loaded } from "@/ui/Loaded";
import { SafeHtml } from "@/ui/SafeHtml";

/** A reply as the visitor will see it. */
export function ReplyPreview({ markdown, ref }: { markdown: string; ref: Ref<HTMLDivElement> }) {
  const texts = useTexts(inboxTexts);
  const rendered = useRenderedMarkdown(markdown);
  const nothing = <Text c="dimmed">{texts.previewEmpty}</Text>;
  return (
    <div ref={ref} className={classes.preview} role="region" aria-label={texts.previewLabel} tabIndex={0}>
      {markdown === "" ? nothing : <Loaded query={rendered}>{({ html }) => (html ? <SafeHtml html={html} /> : nothing)}</Loaded>}
    </div>
  );
}
