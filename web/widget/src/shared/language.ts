/** The languages of the widget's own texts. */
export type Language = "en" | "nl" | "de" | "fr";

/** Returns the primary language of a BCP 47 tag in lower case. */
export const primary = (tag: string): string => tag.split("-")[0]!.toLowerCase();

/** Returns the entry of a language, the English one where there is none. */
export const inLanguage = <T>(texts: Record<Language, T>, tag: string): T => texts[primary(tag) as Language] ?? texts.en;

export const direction = (tag: string): "ltr" | "rtl" => (/^(ar|dv|fa|he|ks|ku|ps|sd|ug|ur|yi)$/.test(primary(tag)) ? "rtl" : "ltr");
