import { useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { firstSites, sitesByID } from "@/api/sites";

/**
 * Returns the id of the site that screens of one site are about: that of the
 * address, or else the last one, or else the first; undefined when there is none.
 */
export function useChosenSite(): string | undefined {
  const { site } = useParams({ strict: false }) as { site?: string };
  const [last, setLast] = useLocalStorage<string | null>({ key: "innconnect:site", defaultValue: null, getInitialValueInEffect: false });
  const chosen = site ?? last;
  const known = useQuery({ ...sitesByID([chosen ?? ""]), enabled: chosen !== null }).data?.data;
  const gone = chosen === null || known?.length === 0;
  const first = useQuery({ ...firstSites(1), enabled: !site && gone }).data?.data[0];
  useEffect(() => {
    if (site && known?.[0]?.id === site) setLast(site);
  }, [site, known, setLast]);
  return site ?? (gone ? first?.id : chosen);
}
