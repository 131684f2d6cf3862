import { Group, Tabs } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import { useTexts } from "@/app/language";
import { sitesTexts } from "@/features/sites/texts";
import { Page } from "@/ui/Page";

const tabs = ["general", "settings", "page-context", "install", "keys"] as const;
export type SiteTab = (typeof tabs)[number];

/** The id of the site that the address names. */
export const useSiteID = (): string => (useParams({ strict: false }) as { site: string }).site;

/** Returns the site that the address names. */
export const useSite = () => api.useQuery("get", "/api/admin/sites/{id}", { params: { path: { id: useSiteID() } } });

/** A screen of one site: its name, and the tabs that lead to its other screens. */
export function SitePage({ tab, actions, children }: { tab: SiteTab; actions?: ReactNode; children: ReactNode }) {
  const texts = useTexts(sitesTexts);
  const id = useSiteID();
  const navigate = useNavigate();
  const site = useSite();
  return (
    <Page title={site.data ? `${texts.tabs[tab]} · ${site.data.name}` : texts.tabs[tab]} actions={actions}>
      <Tabs value={tab} activateTabWithKeyboard={false} onChange={(to) => to && void navigate({ to: `/sites/$site/${to as SiteTab}`, params: { site: id } })}>
        <Tabs.List>
          {tabs.map((value) => <Tabs.Tab key={value} value={value}>{texts.tabs[value]}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="lg">{children}</Tabs.Panel>
      </Tabs>
    </Page>
  );
}

/** A row of buttons at the end of a form. */
export const Buttons = ({ children }: { children: ReactNode }) => <Group justify="flex-end">{children}</Group>;
