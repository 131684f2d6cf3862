import type { Language } from "../shared/language.ts";

/** The loader's own texts: open, close, unread messages, the chat cannot be loaded. */
export const texts: Record<Language, [open: string, close: string, unread: string, fault: string]> = {
  en: ["Open the chat", "Close the chat", "unread", "The chat could not be loaded"],
  nl: ["Open de chat", "Sluit de chat", "ongelezen", "De chat kon niet worden geladen"],
  de: ["Chat öffnen", "Chat schließen", "ungelesen", "Der Chat konnte nicht geladen werden"],
  fr: ["Ouvrir le chat", "Fermer le chat", "non lus", "Le chat n’a pas pu être chargé"],
};
