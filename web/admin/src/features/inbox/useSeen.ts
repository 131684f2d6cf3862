import { useDocumentVisibility } from "@mantine/hooks";
import type { Conversation } from "@client/schema";
import { useEffect } from "react";
import { call } from "@/api/client";
import { useInboxEvents } from "@/api/inbox";

/**
 * Tells the server what the user has on the screen, while the window is seen: with each message, and with what they are
 * told of the conversation meanwhile.
 */
export function useSeen({ session: { id }, messages }: Conversation) {
  const visible = useDocumentVisibility() === "visible";
  const seq = messages.at(-1)?.seq ?? 0;
  const tell = () => {
    // One that fails is said again with the next message.
    if (visible && seq > 0) call.POST("/api/admin/conversations/{id}/seen", { params: { path: { id } }, body: { seq } }).catch(() => {});
  };
  useEffect(tell, [id, seq, visible]);
  useInboxEvents(({ name, data }) => {
    if (name === "notification" && data.conversation.id === id) tell();
  });
}
