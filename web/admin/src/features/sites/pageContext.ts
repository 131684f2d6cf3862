import type { Config, PageSuggestion } from "@client/schema";
import { matches } from "../../../../widget/src/loader/suggestions.ts";

/** The element of the preview's page that stands for any that a suggestion waits for. */
const standIn = "#element";

/** Returns what makes the preview's page one of this path: the suggestions of that path are for it. */
export const adaptTo = (path: string) => (config: Config): Config => ({
  ...config,
  page_suggestions: config.page_suggestions
    .filter(({ url_pattern }) => matches(url_pattern, path))
    .map((one) => ({ ...one, url_pattern: "*", triggers: { ...one.triggers, ...(one.triggers.element && { element: standIn }) } })),
});

/** Returns the selector of the element that a suggestion of the path waits for, undefined for none. */
export const elementOf = (suggestions: PageSuggestion[], path: string): string | undefined =>
  suggestions.find(({ url_pattern, triggers }) => triggers.element && matches(url_pattern, path))?.triggers.element;

/** A suggestion to begin with. The widget remembers its id as dismissed. */
export const newSuggestion = (): PageSuggestion => ({ id: crypto.randomUUID(), url_pattern: "*", text: "", message: "", triggers: { after_seconds: 10 } });
