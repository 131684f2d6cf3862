import { useQuery } from "@tanstack/react-query";
import { useLanguage } from "@/app/language";

/** Returns what says the server's English in Dutch, undefined while English is wanted. It is loaded when it is needed. */
export function useDutch() {
  const [language] = useLanguage();
  const { data } = useQuery({ queryKey: ["dutch"], queryFn: () => import("@/api/dutch"), staleTime: Infinity, enabled: language === "nl" });
  return language === "nl" ? data : undefined;
}
