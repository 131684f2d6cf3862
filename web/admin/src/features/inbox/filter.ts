import type { EscalationReason, Priority, SessionStatus } from "@client/schema";

/** Which conversations the list begins from. */
export type InboxView = "waiting" | "mine" | "all";

/** What the list shows; it stands in the address, so that it can be linked to. */
export interface InboxFilter {
  view?: InboxView;
  site?: string;
  status?: SessionStatus;
  reason?: EscalationReason;
  priority?: Priority;
  /** Only what was rated with two stars or fewer. */
  low?: boolean;
  /** Only what staff owe an answer in. */
  owed?: boolean;
}

const lowStars = 2;

/** Returns the query of the list. */
export function queryOf({ view = "waiting", site, status, reason, priority, low, owed }: InboxFilter) {
  const views = {
    waiting: { sort: "priority" },
    mine: { status: "escalated", assigned: "me" },
    all: { status },
  } as const;
  return {
    ...views[view],
    site,
    reason,
    priority,
    ...(low && { rating_max: lowStars }),
    ...(owed && { follow_up: 1 as const }),
  };
}

/** Tells how many filters narrow the list. */
export const narrowed = ({ view: _, ...filters }: InboxFilter): number => Object.values(filters).filter(Boolean).length;
