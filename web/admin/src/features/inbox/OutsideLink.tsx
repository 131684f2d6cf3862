import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { webAddress } from "@/ui/SafeHtml";

/** A link to another site, which learns nothing of this page; the text alone where the address is none of the web. */
export function OutsideLink({ href, children }: { href: string | null; children: ReactNode }) {
  const address = webAddress(href);
  return address ? <Anchor inherit href={address} target="_blank" rel="noopener noreferrer nofollow" dir="auto">{children}</Anchor> : <span dir="auto">{children}</span>;
}
