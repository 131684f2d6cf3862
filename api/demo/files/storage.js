// What a visitor's browser keeps. Storage can be forbidden; then it lasts as
// long as the page.
const memory = new Map();

export function keep(name) {
  return {
    get() {
      try { return localStorage.getItem(name); } catch { return memory.get(name) ?? null; }
    },
    set(value) {
      memory.set(name, value);
      try { localStorage.setItem(name, value); } catch { /* kept in memory */ }
    },
    drop() {
      memory.delete(name);
      try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
    },
  };
}

// newID makes a UUID, also where a page without https has no randomUUID.
export function newID() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
