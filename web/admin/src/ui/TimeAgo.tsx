import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import { useFormat } from "@/ui/format";

/** How long ago something was, kept true; the exact time is its title. */
export function TimeAgo({ at }: { at: string }) {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 15_000, { autoInvoke: true });
  const format = useFormat();
  return <time dateTime={at} title={format.dateTime(at)}>{format.ago(at, now)}</time>;
}
