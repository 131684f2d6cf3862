import type { ArticleDocument } from "@client/schema";
import { useState } from "react";
import { type ArticleFields, fieldsOf, sameFields } from "@/features/knowledge/fields";

interface Draft {
  /** Of the article when one began to write: the server refuses to save over another. */
  version: number;
  fields: ArticleFields;
}

/** What one has changed of an article and not saved yet. */
export function useArticleDraft(stored: ArticleDocument) {
  const [draft, setDraft] = useState<Draft>();
  const fields = draft?.fields ?? fieldsOf(stored);
  const version = draft?.version ?? stored.article.version;
  return {
    fields,
    version,
    /** What is not saved, undefined when everything is. */
    unsaved: draft && !sameFields(draft.fields, fieldsOf(stored)) ? draft : undefined,
    change: (part: Partial<ArticleFields>) => setDraft({ version, fields: { ...fields, ...part } }),
    discard: () => setDraft(undefined),
    /** Saved: what has been written since then stays to be saved. */
    settle: (sent: ArticleFields, version: number) =>
      setDraft((draft) => (draft && !sameFields(draft.fields, sent) ? { ...draft, version } : undefined)),
    /** Goes on with what was written before. */
    restore: (draft: Draft) => setDraft(draft),
    /** Writes over what is stored now. */
    overwrite: (version: number) => setDraft({ version, fields }),
  };
}
