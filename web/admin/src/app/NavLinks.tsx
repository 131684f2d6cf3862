import { Badge, NavLink, Skeleton, Stack, Text, VisuallyHidden } from "@mantine/core";
import { Link, useMatches } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useInboxCounts } from "@/api/inbox";
import { useUser } from "@/api/session";
import { useTexts } from "@/app/language";
import { navigationOf, type NavigationEntry, sections } from "@/app/navigation";
import { useChosenSite } from "@/app/site";
import { appTexts } from "@/app/texts";

const SiteSwitcher = lazy(() => import("@/app/SiteSwitcher"));

/** The links to all screens that the user's role has, in sections. */
export function NavLinks() {
  const texts = useTexts(appTexts);
  const site = useChosenSite();
  const entries = navigationOf(useUser().role).filter(({ to }) => site || !to.includes("$site"));
  return (
    <Stack gap="md">
      {sections.map((section) => {
        const links = entries.filter((entry) => entry.section === section);
        return links.length > 0 && (
          <Stack key={section} gap={4}>
            <Text size="xs" c="dimmed" fw={600} px="xs">{texts.sections[section]}</Text>
            {section === "site" && <Suspense fallback={<Skeleton h={36} />}><SiteSwitcher /></Suspense>}
            {links.map((link) => <Entry key={link.to} {...link} site={site} />)}
          </Stack>
        );
      })}
    </Stack>
  );
}

function Entry({ to, label, icon: Icon, count, covers, site }: NavigationEntry & { site: string | undefined }) {
  const texts = useTexts(appTexts);
  const counts = useInboxCounts();
  const covered = useMatches({ select: (matches) => matches.some(({ fullPath }) => covers?.includes(fullPath)) });
  const number = (count && counts?.[count]) ?? 0;
  return (
    <NavLink
      py={6}
      label={texts.nav[label]}
      leftSection={<Icon size={18} aria-hidden />}
      rightSection={count && number > 0 && <Badge size="sm" variant="filled">{number}<VisuallyHidden> {texts[count]}</VisuallyHidden></Badge>}
      active={covered}
      renderRoot={(props) => (
        <Link
          to={to}
          params={{ site }}
          activeOptions={{ exact: to === "/sites", includeSearch: false }} // the screens of one site are not the list
          activeProps={{ "data-active": true, "aria-current": "page" }}
          {...props}
        />
      )}
    />
  );
}
