import { useLocalStorage } from "@mantine/hooks";
import { createContext, type PropsWithChildren, use, useEffect } from "react";

/** The languages of the panel, by the name that their speakers give them. */
export const languages = { en: "English", nl: "Nederlands" } as const;
export type Language = keyof typeof languages;

/** Texts in every language, all of one shape. Texts with something in them are functions. */
export type Texts<Shape> = Record<Language, Shape>;

const Current = createContext<[Language, (language: Language) => void]>(["en", () => {}]);

/** Keeps the language that the user chose in this browser; before that, the browser's own. */
export function LanguageProvider({ children }: PropsWithChildren) {
  const preferred: Language = navigator.language.startsWith("nl") ? "nl" : "en";
  const [language, setLanguage] = useLocalStorage<Language>({ key: "innconnect:language", defaultValue: preferred, getInitialValueInEffect: false });
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <Current value={[language, setLanguage]}>{children}</Current>;
}

/** Returns the language and what changes it. */
export const useLanguage = () => use(Current);

/** Returns a feature's texts in the user's language. */
export const useTexts = <Shape,>(texts: Texts<Shape>): Shape => texts[useLanguage()[0]];
