import type { SiteSettings, SiteSettingsChange } from "@client/schema";

type Values = SiteSettings & { provider_key: string };

/** Returns what a form changes: only what differs is sent, so that two people do not undo each other. */
export function changeOf(before: Values, now: Values): SiteSettingsChange {
  const { provider_key_set: _, identity_secret_set: __, ...values } = now;
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Values])),
  );
}
