import type { inboxTexts } from "@/features/inbox/texts";

/** What a key does, by the texts' name for it. */
export const shortcutKeys: Record<keyof typeof inboxTexts.en.keys, string> = {
  next: "j", previous: "k", takeOver: "t", reply: "r", note: "n", preview: "v", handBack: "b", passOn: "p", close: "e", list: "Escape", help: "?",
};

const over = '[role="dialog"], [role="menu"], [role="listbox"]';

/** Tells whether a key was pressed on the screen, and not in something that is, or was, open over it. */
export const onScreen = ({ target }: KeyboardEvent): boolean => !(target instanceof Element && target.closest(over));
