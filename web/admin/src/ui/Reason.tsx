import { useDutch } from "@/ui/useDutch";

/** Why something failed, as the server keeps it, in the user's language. */
export function Reason({ children }: { children: string }) {
  return useDutch()?.translateReason(children) ?? children;
}
