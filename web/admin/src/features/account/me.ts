import { useQueryClient } from "@tanstack/react-query";
import { me } from "@/api/session";

/** Returns what asks anew who is signed in, after they changed. */
export function useMeAgain() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: me.queryKey });
}
