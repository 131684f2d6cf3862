import { useAlerts } from "@/features/inbox/alerts";

/** Alerts the user wherever they are in the panel. */
export default function InboxAlerts() {
  useAlerts();
  return null;
}
