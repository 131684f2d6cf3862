import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { useSiteID } from "@/features/sites/SitePage";

/** Returns the settings of the site that the address names, and what changes them. */
export function useSettings() {
  const queries = useQueryClient();
  const params = { path: { id: useSiteID() } };
  const query = api.useQuery("get", "/api/admin/sites/{id}/settings", { params });
  const save = api.useMutation("patch", "/api/admin/sites/{id}/settings", {
    meta: { shown: true },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", "/api/admin/sites/{id}/settings"] }),
  });
  return { query, save, params };
}
