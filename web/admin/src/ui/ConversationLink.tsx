import type { ReactNode } from "react";
import { AnchorLink } from "@/ui/links";

/** Leads to a conversation in the inbox. */
export function ConversationLink({ id, children }: { id: string; children: ReactNode }) {
  return <AnchorLink to="/inbox/$conversation" params={{ conversation: id }} className="wrap">{children}</AnchorLink>;
}
