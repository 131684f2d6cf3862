const codes = ["en", "nl", "de", "fr", "es", "it", "pt", "da", "sv", "no", "fi", "pl", "cs", "el", "tr", "uk", "ru", "ar", "he", "hi", "zh", "ja", "ko"];

/** Names a language in another one: "Dutch" for nl in en. */
export const languageName = (code: string, inLanguage: string): string => new Intl.DisplayNames([inLanguage], { type: "language" }).of(code) ?? code;

/** What a site's language is chosen from; present is kept, whichever it is. */
export const languageChoices = (inLanguage: string, present?: string) =>
  [...new Set([...codes, ...(present ? [present] : [])])].map((value) => ({ value, label: languageName(value, inLanguage) }));
