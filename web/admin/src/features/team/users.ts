import { useQueryClient } from "@tanstack/react-query";

/** Returns what asks anew for the users, after one changed. */
export function useUsersAgain() {
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/admin/users") || queryKey[1] === "/api/admin/me" });
}
