import { useLocalStorage } from "@mantine/hooks";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "@/api/client";

/**
 * Returns the id of the site that screens of one site are about: that of the
 * address, or else the last one, or else the first; undefined when there is none.
 */
export function useChosenSite(): string | undefined {
  const { site } = useParams({ strict: false }) as { site?: string };
  const [last, setLast] = useLocalStorage<string | null>({ key: "innconnect:site", defaultValue: null, getInitialValueInEffect: false });
  const sites = api.useQuery("get", "/api/admin/sites", {}, { staleTime: 60_000 }).data?.data;
  useEffect(() => {
    if (site) setLast(site);
  }, [site, setLast]);
  return site ?? (sites?.find(({ id }) => id === last) ?? sites?.[0])?.id;
}
