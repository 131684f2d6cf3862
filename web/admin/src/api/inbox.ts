import type { InboxCounts, PresentColleague } from "@client/schema";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { type InboxEvent, InboxStream } from "@/api/inboxStream";

const stream = new InboxStream();
const subscribe = (changed: () => void) => stream.listen(changed);

/** Calls the handler with every event of the inbox while the component is there. All components share one stream. */
export function useInboxEvents(handler: (event: InboxEvent) => void) {
  const handle = useEffectEvent(handler);
  useEffect(() => stream.listen((event) => handle(event)), []);
}

/** Returns the numbers of the inbox as they are now, undefined until they are known. */
export const useInboxCounts = (): InboxCounts | undefined => useSyncExternalStore(subscribe, () => stream.counts);

/** Tells whether what happens is told at once; it counts as so until one knows better. */
export const useInboxLive = (): boolean => useSyncExternalStore(subscribe, () => stream.live ?? true);

/** Returns the colleagues who have a conversation on the screen. */
export const usePresent = (conversation: string): readonly PresentColleague[] =>
  useSyncExternalStore(subscribe, () => stream.present(conversation));
