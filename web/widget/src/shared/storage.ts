/** What the visitor's browser keeps for one site. */
export interface Keep {
  /** Goes before the names in localStorage. */
  readonly prefix: string;
  get(name: string): string | null;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** From now on things are kept in the browser, also those set before. */
  persist(): void;
  /** Forgets everything and goes back to keeping nothing. */
  clear(): void;
}

/**
 * Nothing reaches localStorage before persist is called, unless the visitor is
 * known there already. Where storage is forbidden or throws, things last as
 * long as the page.
 */
export function newKeep(apiKey: string): Keep {
  const prefix = `innconnect:${apiKey}:`;
  const memory = new Map<string, string>();
  let persistent = false;
  const keep: Keep = {
    prefix,
    get: (name) => memory.get(name) ?? attempt(() => localStorage.getItem(prefix + name)) ?? null,
    set(name, value) {
      memory.set(name, value);
      if (persistent && attempt(() => (localStorage.setItem(prefix + name, value), 1))) memory.delete(name);
    },
    remove(name) {
      memory.delete(name);
      attempt(() => localStorage.removeItem(prefix + name));
    },
    persist() {
      persistent = true;
      for (const [name, value] of [...memory]) keep.set(name, value);
    },
    clear() {
      persistent = false;
      memory.clear();
      for (const name of attempt(() => Object.keys(localStorage)) ?? []) {
        if (name.startsWith(prefix)) keep.remove(name.slice(prefix.length));
      }
    },
  };
  persistent = keep.get("visitor") !== null;
  return keep;
}

function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined; // forbidden, full or in a sandbox
  }
}
