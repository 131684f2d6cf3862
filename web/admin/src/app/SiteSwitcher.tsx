import { NativeSelect } from "@mantine/core";
import { useMatches, useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { useChosenSite } from "@/app/site";
import { appTexts } from "@/app/texts";

/** Chooses the site that screens of one site are about, and stays on the same screen. */
export function SiteSwitcher() {
  const texts = useTexts(appTexts);
  const navigate = useNavigate();
  const screen = useMatches({ select: (matches) => matches.find(({ fullPath }) => fullPath.includes("$site"))?.fullPath });
  const sites = api.useQuery("get", "/api/admin/sites", {}, { staleTime: 60_000 }).data?.data ?? [];
  return (
    <NativeSelect
      aria-label={texts.site}
      px="xs"
      data={sites.map(({ id, name }) => ({ value: id, label: name }))}
      value={useChosenSite() ?? ""}
      onChange={({ currentTarget: { value: site } }) => void navigate({ to: screen ?? "/", params: { site } as never })}
    />
  );
}
