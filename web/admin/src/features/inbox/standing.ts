import type { ConversationListing } from "@client/schema";
import type { inboxTexts } from "@/features/inbox/texts";

type Standing = Pick<ConversationListing, "status" | "waiting_since"> & { agent: { name: string } | null };

/** Returns where a conversation stands, in a word or two. */
export function standingOf({ status, agent, waiting_since }: Standing, texts: typeof inboxTexts.en): string {
  if (status === "escalated" && waiting_since) return texts.waiting;
  if (status === "escalated" && agent) return texts.with(agent.name);
  return texts.statuses[status];
}
