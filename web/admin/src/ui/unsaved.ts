/** What a user has written and not saved, kept in this browser so that it outlives a crash, a reload and an ended sign-in. */
export interface Unsaved<T> {
  /** When it was written last. */
  at: string;
  value: T;
}

const prefix = "innconnect:unsaved:";
const version = 1; // of what is kept; whoever changes its shape counts on
const most = 20; // texts in one browser
const days = 30; // without a change

const keyOf = (user: string, what: string) => `${prefix}${version}:${user}:${what}`;

/** Returns what the user has left unsaved of something, such as an article. */
export function findUnsaved<T>(user: string, what: string): Unsaved<T> | undefined {
  return read(keyOf(user, what)) as Unsaved<T> | undefined;
}

/** Keeps it, in place of what was kept of the same. Returns false where the browser has no room for it, or keeps nothing. */
export function keepUnsaved(user: string, what: string, value: unknown): boolean {
  const key = keyOf(user, what);
  const text = JSON.stringify({ at: new Date().toISOString(), value });
  try {
    const others = prune(key);
    for (;;) {
      try {
        localStorage.setItem(key, text);
        return true;
      } catch (error) {
        const oldest = others.shift();
        if (!oldest) throw error;
        localStorage.removeItem(oldest);
      }
    }
  } catch {
    return false;
  }
}

/** Forgets what was kept of something. */
export function dropUnsaved(user: string, what: string) {
  attempt(() => localStorage.removeItem(keyOf(user, what)));
}

/** Tells whether anything of a user is kept. */
export const hasUnsaved = (user: string): boolean => keptOf(user).length > 0;

/** Forgets everything of a user: the next one at this browser may be another. */
export function dropAllUnsaved(user: string) {
  attempt(() => keptOf(user).forEach((key) => localStorage.removeItem(key)));
}

const keptOf = (user: string): string[] => attempt(() => kept().filter((key) => key.startsWith(keyOf(user, "")))) ?? [];

const kept = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));

/** Removes what is too old, too much or of another version. Returns what is left besides key, the oldest first. */
function prune(key: string): string[] {
  const oldest = new Date(Date.now() - days * 86_400_000).toISOString();
  const others = kept().filter((other) => other !== key).map((key) => ({ key, at: read(key)?.at ?? "" })).sort((a, b) => (a.at < b.at ? -1 : 1));
  const gone = others.filter(({ at }, i) => at < oldest || i < others.length - (most - 1));
  gone.forEach(({ key }) => localStorage.removeItem(key));
  return others.filter((other) => !gone.includes(other)).map(({ key }) => key);
}

function read(key: string): Unsaved<unknown> | undefined {
  if (!key.startsWith(`${prefix}${version}:`)) return undefined;
  return attempt(() => JSON.parse(localStorage.getItem(key) ?? "null") ?? undefined);
}

/** A browser may refuse its storage to a page. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
