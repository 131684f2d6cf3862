import type { CannedReply, Conversation } from "@client/schema";

/** Fills in what a canned reply leaves open. */
export function fillIn(content: string, { visitor_name, site }: Pick<Conversation, "visitor_name" | "site">, agentName: string): string {
  const known: Record<string, string | null> = { visitor_name, agent_name: agentName, site_name: site.name };
  return content.replace(/\{\{([^{}|]*)(?:\|([^{}]*))?\}\}/g, (_, name: string, otherwise?: string) => known[name.trim()] ?? otherwise?.trim() ?? "");
}

/** Returns what follows the / with which a text begins, undefined for any other text. */
export const cannedSearch = (text: string): string | undefined => /^\/([a-z0-9_-]*)$/i.exec(text)?.[1];

/** Puts the replies whose shortcut begins with the search first. */
export function ranked(replies: CannedReply[], search: string): CannedReply[] {
  const first = (reply: CannedReply) => (reply.shortcut.startsWith(search.toLowerCase()) ? 0 : 1);
  return [...replies].sort((a, b) => first(a) - first(b));
}
