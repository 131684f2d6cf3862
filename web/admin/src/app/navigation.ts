import type { UserRole } from "@client/schema";
import { IconAddressBook, IconBook, IconChartBar, IconEye, IconFileImport, IconFlask, IconHeartbeat, IconHistory, IconInbox, IconMail, IconMailCog, IconMessageBolt, IconSettings, IconUsers, IconWorld, IconZoomQuestion, type TablerIcon } from "@tabler/icons-react";
import { appTexts } from "@/app/texts";

/** The parts of the navigation: about all sites, about the one that is chosen, about the team. */
export const sections = ["work", "site", "organisation"] as const;

export interface NavigationEntry {
  /** A path; one with $site is below the site that is chosen. */
  to: string;
  /** Its name among the texts. */
  label: Exclude<keyof typeof appTexts.en.nav, "label">;
  icon: TablerIcon;
  section: (typeof sections)[number];
  /** Other screens at which it is the current one. */
  covers?: readonly string[];
  /** The number of the inbox that stands beside it. */
  count?: "waiting";
  /** Who sees it, all when left out. */
  roles?: UserRole[];
}

const siteTabs = ["general", "page-context", "install", "keys"].map((tab) => `/sites/$site/${tab}`);

/** What the navigation shows, in its order. One begins with the first that one's role has. */
export const navigation: NavigationEntry[] = [
  { to: "/inbox", label: "inbox", icon: IconInbox, section: "work", count: "waiting" },
  { to: "/dashboard", label: "dashboard", icon: IconChartBar, section: "work" },
  { to: "/customers", label: "customers", icon: IconAddressBook, section: "work" },
  { to: "/insights", label: "insights", icon: IconEye, section: "work" },
  { to: "/sites/$site/knowledge", label: "knowledge", icon: IconBook, section: "site" },
  { to: "/sites/$site/imports", label: "imports", icon: IconFileImport, section: "site" },
  { to: "/sites/$site/playground", label: "playground", icon: IconFlask, section: "site", roles: ["admin", "agent"] },
  { to: "/sites/$site/gaps", label: "gaps", icon: IconZoomQuestion, section: "site" },
  { to: "/sites/$site/canned-replies", label: "canned", icon: IconMessageBolt, section: "site" },
  { to: "/sites/$site/mail", label: "siteMail", icon: IconMailCog, section: "site", roles: ["admin"] },
  { to: "/sites/$site/settings", label: "settings", icon: IconSettings, section: "site", roles: ["admin"], covers: siteTabs },
  { to: "/sites", label: "sites", icon: IconWorld, section: "organisation", roles: ["admin"] },
  { to: "/team", label: "users", icon: IconUsers, section: "organisation", roles: ["admin"] },
  { to: "/audit", label: "audit", icon: IconHistory, section: "organisation", roles: ["admin"] },
  { to: "/mails", label: "mails", icon: IconMail, section: "organisation", roles: ["admin", "agent"] },
  { to: "/operations", label: "operations", icon: IconHeartbeat, section: "organisation", roles: ["admin"] },
];

export const navigationOf = (role: UserRole) => navigation.filter(({ roles }) => !roles || roles.includes(role));
