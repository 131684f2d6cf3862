import { primary } from "../../shared/language.ts";
import type { PartsTexts } from "../parts/en.ts";
import en, { type PanelTexts } from "./en.ts";

export type Texts = PanelTexts & PartsTexts;

/** Returns a text with its values. */
export type Words = (key: keyof Texts, values?: { name?: string; n?: number }) => string;

/** Texts in a language, with the site's own on top; English stands in for what is missing. */
export function newWords(...layers: (Partial<Texts> | undefined)[]): Words {
  const texts: Partial<Texts> = Object.assign({}, en, ...layers);
  return (key, values = {}) => (texts[key] ?? key).replace(/\{(name|n)\}/g, (_, what: "name" | "n") => `${values[what]}`);
}

/** The file of a language's texts, null for English, which is part of the panel. */
export function fileOf(language: string): string | null {
  const file = `${primary(language)}.js`;
  return file in LATER ? file : null;
}
