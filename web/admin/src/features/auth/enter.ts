import type { SignedIn } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { me } from "@/api/session";

/** Returns what goes into the panel with a user who has just been signed in. */
export function useEnter() {
  const router = useRouter();
  const queryClient = useQueryClient();
  return (signedIn: SignedIn, to: string = import.meta.env.BASE_URL) => {
    queryClient.clear(); // of whoever was here before
    queryClient.setQueryData(me.queryKey, signedIn);
    router.history.push(to);
  };
}
