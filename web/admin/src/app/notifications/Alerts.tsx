import { useAlerts } from "@/app/notifications/alerts";

/** Alerts the user wherever they are in the panel. */
export default function Alerts() {
  useAlerts();
  return null;
}
