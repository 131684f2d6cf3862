import type { Conversation } from "@client/schema";
import { useEffect, useRef } from "react";

/**
 * Returns what to call when the user changes who has a conversation. When that is
 * seen, and the button that had the focus went away with it, goOn moves the focus.
 */
export function useFocusAfter({ agent, session }: Conversation, goOn: () => void): () => void {
  const acted = useRef(false);
  useEffect(() => {
    const { activeElement: focused } = document;
    if (acted.current && (focused === document.body || focused?.closest('[role="dialog"]'))) setTimeout(goOn); // or in a dialog that closes
    acted.current = false;
  }, [agent?.id, session.status]);
  return () => {
    acted.current = true;
  };
}
