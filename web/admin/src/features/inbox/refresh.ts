import { useThrottledCallback } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useInboxEvents } from "@/api/inbox";

const lists = ["get", "/api/admin/conversations"] as const;
const single = ["get", "/api/admin/conversations/{id}"] as const;
const pause = 400; // ms between two loads of the same, however much happens

/** Returns what loads a conversation and the lists that show it anew. */
export function useRefresh(id: string) {
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({ queryKey: lists });
    return queryClient.invalidateQueries({ queryKey: [...single, { params: { path: { id } } }] });
  };
}

/** Keeps the lists and the conversation that is open true to what the inbox tells. */
export function useLiveConversations(open: string | undefined) {
  const queryClient = useQueryClient();
  const refreshLists = useThrottledCallback(() => void queryClient.invalidateQueries({ queryKey: lists }), pause);
  const refreshOpen = useThrottledCallback(() => void queryClient.invalidateQueries({ queryKey: single }), pause);
  useInboxEvents((event) => {
    if (event.name === "ready") {
      refreshLists();
      refreshOpen();
    }
    if (typeof event.data === "boolean" || !("conversation" in event.data)) return;
    refreshLists();
    if (event.data.conversation.id === open && event.name !== "seen") refreshOpen();
  });
}
