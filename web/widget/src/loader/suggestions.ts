import type { PageSuggestion } from "../shared/contract.ts";
import type { Keep } from "../shared/storage.ts";

/** How many pages show one suggestion to one visitor. */
const mostShown = 3;

/** Tells whether a page's path matches a pattern, in which * stands for any characters. */
export const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/[\\^$.|?+()[\]{}]/g, "\\$&").replace(/\*/g, ".*")}$`, "s").test(path);

/** Waits for a page's triggers and tells which suggestions are due there. */
export interface Suggestions {
  /** Begins anew for the page that is open now; an empty list takes everything away. */
  arm(all: PageSuggestion[]): void;
  /** The visitor took or closed it. */
  settle(suggestion: PageSuggestion): void;
}

export function newSuggestions(keep: Keep, tell: (due: PageSuggestion[]) => void): Suggestions {
  let waiting: (() => void)[] = [];
  let due: PageSuggestion[] = [];
  const shown = ({ id }: PageSuggestion): number => Number(keep.get(`shown:${id}`));
  const note = ({ id }: PageSuggestion, times: number): void => keep.set(`shown:${id}`, String(times));
  const show = (now: PageSuggestion[]): void => tell((due = now));
  return {
    arm(all) {
      waiting.forEach((stop) => stop());
      waiting = [];
      if (due.length) show([]);
      for (const suggestion of all) {
        if (!matches(suggestion.url_pattern, location.pathname) || shown(suggestion) >= mostShown) continue;
        waiting.push(whenAll(suggestion, () => {
          note(suggestion, shown(suggestion) + 1);
          show([...due, suggestion]);
        }));
      }
    },
    settle(suggestion) {
      note(suggestion, mostShown);
      show(due.filter(({ id }) => id !== suggestion.id));
    },
  };
}

/** How far the page is scrolled, 0 to 100. A page that fits the window is read to its end. */
export function scrolled(): number {
  const rest = document.documentElement.scrollHeight - innerHeight;
  return rest > 0 ? ((scrollY + 1) / rest) * 100 : 100;
}

/**
 * Looks twice a second until all triggers of a suggestion have held, or the
 * function that it returns is called. An element may be added to the page later.
 */
function whenAll({ triggers }: PageSuggestion, due: () => void): () => void {
  const { after_seconds = 0, scroll_percent = 0, element } = triggers;
  const from = Date.now();
  let scrolledThere = false;
  let seen = !element;
  const stop = (): void => clearInterval(timer);
  const timer = setInterval(() => {
    scrolledThere ||= scrolled() >= scroll_percent;
    seen ||= inView(element!);
    if (!scrolledThere || !seen || Date.now() - from < after_seconds * 1000) return;
    stop();
    due();
  }, 500);
  return stop;
}

function inView(selector: string): boolean {
  try {
    const box = document.querySelector(selector)!.getBoundingClientRect();
    return box.height > 0 && box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
  } catch {
    return false; // not there yet, or not a selector
  }
}
