import { useQuery } from "@tanstack/react-query";
import { useLanguage } from "@/app/language";

/** Why something failed, which the server keeps in English. Its Dutch words are loaded when they are needed. */
export function Reason({ children }: { children: string }) {
  const [language] = useLanguage();
  const dutch = useQuery({ queryKey: ["dutch"], queryFn: () => import("@/api/dutch"), staleTime: Infinity, enabled: language === "nl" });
  return (language === "nl" && dutch.data?.translateReason(children)) || children;
}
