import type { ReactNode } from "react";
import { AnchorLink } from "@/ui/links";

/** Leads to a conversation in the inbox. */
export function ConversationLink({ id, children }: { id: string; children: ReactNode }) {
  const path: string = `/inbox/${id}`;
  return <AnchorLink to={path} className="wrap">{children}</AnchorLink>;
}
