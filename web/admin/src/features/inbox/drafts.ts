import { useState } from "react";

/** Whom a text is for. */
export type Mode = "reply" | "note";

const drafts = new Map<string, string>();

/** What somebody is writing, kept while they look at other conversations. */
export function useDraft(conversation: string, mode: Mode): [string, (text: string) => void] {
  const key = `${conversation} ${mode}`;
  const [, shown] = useState("");
  return [drafts.get(key) ?? "", (text) => {
    if (text) drafts.set(key, text);
    else drafts.delete(key);
    shown(text);
  }];
}
