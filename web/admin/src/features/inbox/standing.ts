import type { ConversationListing, Priority } from "@client/schema";
import type { inboxTexts } from "@/features/inbox/texts";

type Standing = Pick<ConversationListing, "status" | "waiting_since"> & { agent: { name: string } | null };

/** Returns where a conversation stands in a word or two, and the colour for it. */
export function standingOf({ status, agent, waiting_since }: Standing, texts: typeof inboxTexts.en): [string, string] {
  if (status === "escalated" && waiting_since) return [texts.waiting, "orange"];
  if (status === "escalated" && agent) return [texts.with(agent.name), "blue"];
  return [texts.statuses[status], status === "closed" ? "gray" : "teal"];
}

/** The colours of the priorities that stand out. */
export const priorityColors: Partial<Record<Priority, string>> = { low: "gray", high: "orange", urgent: "red" };
