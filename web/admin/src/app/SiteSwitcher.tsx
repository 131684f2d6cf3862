import { useMatches, useNavigate } from "@tanstack/react-router";
import { useTexts } from "@/app/language";
import { useChosenSite } from "@/app/site";
import { appTexts } from "@/app/texts";
import { SitePicker } from "@/ui/SitePicker";

/** Chooses the site that screens of one site are about, and stays on the same screen. */
export default function SiteSwitcher() {
  const texts = useTexts(appTexts);
  const navigate = useNavigate();
  const screen = useMatches({ select: (matches) => matches.find(({ fullPath }) => fullPath.includes("$site"))?.fullPath });
  return (
    <SitePicker
      aria-label={texts.site}
      px="xs"
      allowDeselect={false}
      openOnFocus={false}
      comboboxProps={{ withinPortal: false }} // a part of the navigation
      value={useChosenSite() ?? null}
      onChange={(site) => void navigate({ to: screen ?? "/", params: { site } as never })}
    />
  );
}
