import "@mantine/notifications/styles.css";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { announceOverlays } from "@/app/overlaysReady";

/** What opens over the screens: questions, and short notices. It is loaded after what one begins with. */
export default function Overlays() {
  useEffect(announceOverlays, []);
  return (
    <>
      <ModalsProvider />
      <Notifications />
    </>
  );
}
