// What the widget tells the page, as events on window.

/** The details of each event, by its name without "innconnect:". */
export interface WidgetEvents {
  ready: { version: string };
  open: Record<string, never>;
  close: Record<string, never>;
  unread: { count: number };
  message: { id: string; role: "visitor" | "assistant" | "agent" | "system" };
  escalated: { reason: string | null };
  "agent-joined": { name: string };
  closed: Record<string, never>;
  rated: { stars: number };
}

export type Emit = <N extends keyof WidgetEvents>(name: N, detail: WidgetEvents[N]) => void;

export const emit: Emit = (name, detail) => {
  dispatchEvent(new CustomEvent(`innconnect:${name}`, { detail }));
};
