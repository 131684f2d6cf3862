import type { ArticleDocument } from "@client/schema";

/** What one writes of an article. */
export interface ArticleFields {
  title: string;
  body: string;
  language: string;
  tags: string[];
  url: string;
}

export const fieldsOf = ({ article: { title, language, tags, url }, body }: ArticleDocument): ArticleFields =>
  ({ title, body, language, tags, url: url ?? "" });

/** Tells whether two say the same. */
export const sameFields = (a: ArticleFields, b: ArticleFields): boolean =>
  a.title === b.title && a.body === b.body && a.language === b.language && a.url === b.url &&
  a.tags.length === b.tags.length && a.tags.every((tag, i) => tag === b.tags[i]);

/** Returns what is wrong with the fields, by name: the name of a text. */
export function wrongIn({ title, language, url }: ArticleFields) {
  return {
    ...(!title.trim() && { title: "titleMissing" as const }),
    ...(!/^[a-z]{2,3}$/.test(language) && { language: "languageWrong" as const }),
    ...(url && !/^(https?:\/)?\/\S*$/.test(url) && { url: "urlWrong" as const }),
  };
}
