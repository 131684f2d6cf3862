import type { User, UserRole } from "@client/schema";
import { api } from "@/api/client";

/** Who is signed in. */
export const me = api.queryOptions("get", "/api/admin/me", {}, { staleTime: 60_000 });

/** Returns the user who is signed in; below the shell there always is one. */
export function useUser(): User {
  return api.useSuspenseQuery("get", "/api/admin/me", {}, { staleTime: 60_000 }).data.user;
}

/** Tells whether the user has one of the roles. What they do not have is hidden; the server refuses it anyway. */
export const useRole = (...roles: UserRole[]): boolean => roles.includes(useUser().role);
