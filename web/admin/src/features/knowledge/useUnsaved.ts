import { useEffect, useState } from "react";
import { useUser } from "@/api/session";
import { dropUnsaved, findUnsaved, keepUnsaved, type Unsaved } from "@/ui/unsaved";

/**
 * Keeps what somebody writes of an article in this browser, at each key, for as
 * long as it is not saved. What was left there the last time is offered first:
 * until that is taken or dropped, nothing is kept over it.
 */
export function useUnsaved<T>(site: string, article: string, written: T | undefined, isNews: (left: T) => boolean) {
  const { id: user } = useUser();
  const what = `${site}:${article}`;
  const [offer, setOffer] = useState<Unsaved<T> | undefined>(() => {
    const left = findUnsaved<T>(user, what);
    return left && isNews(left.value) ? left : undefined;
  });
  const [kept, setKept] = useState(true);
  useEffect(() => {
    if (offer) return;
    if (written) setKept(keepUnsaved(user, what, written));
    else dropUnsaved(user, what);
  }, [user, what, written, offer]);
  return {
    offer,
    /** Ends the offer; what was left is dropped unless it is written again. */
    settle: () => setOffer(undefined),
    /** Whether the browser keeps what is written now. */
    kept,
  };
}
