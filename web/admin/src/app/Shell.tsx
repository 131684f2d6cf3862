import { AppShell, Burger, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useLocation, useMatches } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useRole } from "@/api/session";
import { useTexts } from "@/app/language";
import { NavLinks } from "@/app/NavLinks";
import { Bell } from "@/app/notifications/Bell";
import { Forbidden } from "@/app/states";
import { appTexts } from "@/app/texts";
import { UserMenu } from "@/app/UserMenu";

const Alerts = lazy(() => import("@/app/notifications/Alerts"));

/** What stands around every screen: the header, and the navigation, which phones open from a button. */
export function Shell() {
  const texts = useTexts(appTexts);
  const told = useRole("admin", "agent"); // viewers are told of nothing
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const refused = useMatches({ select: (matches) => matches.some(({ context }) => "refused" in context && context.refused) });
  useEffect(close, [pathname, close]);
  return (
    <AppShell header={{ height: 52 }} navbar={{ width: 230, breakpoint: "sm", collapsed: { mobile: !opened } }} padding="md">
      <a className="skip" href="#content">{texts.skip}</a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger hiddenFrom="sm" size="sm" opened={opened} onClick={toggle} aria-label={texts.menu} aria-expanded={opened} />
            <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width={26} height={26} />
            <Text fw={700}>InnConnect</Text>
          </Group>
          <Group gap={4} wrap="nowrap">
            {told && <Bell />}
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" style={{ overflowY: "auto" }} visibleFrom={opened ? undefined : "sm"} aria-label={texts.nav.label}>
        <NavLinks />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {refused ? <Forbidden /> : <Outlet />}
      </AppShell.Main>
      <Suspense><Alerts /></Suspense>
    </AppShell>
  );
}
