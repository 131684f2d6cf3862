import { useDocumentVisibility } from "@mantine/hooks";
import type { Conversation } from "@client/schema";
import { useEffect } from "react";
import { call } from "@/api/client";

/** Tells the server what the user has on the screen, while the window is seen. */
export function useSeen({ session: { id }, messages }: Conversation) {
  const visible = useDocumentVisibility() === "visible";
  const seq = messages.at(-1)?.seq ?? 0;
  useEffect(() => {
    // One that fails is said again with the next message.
    if (visible && seq > 0) call.POST("/api/admin/conversations/{id}/seen", { params: { path: { id } }, body: { seq } }).catch(() => {});
  }, [id, seq, visible]);
}
