import { Badge } from "@mantine/core";
import type { ArticleStatus } from "@client/schema";
import { useTexts } from "@/app/language";
import { knowledgeTexts } from "@/features/knowledge/texts";

/** Says whether visitors are answered from an article. */
export function StatusBadge({ status }: { status: ArticleStatus }) {
  const texts = useTexts(knowledgeTexts);
  return <Badge variant={status === "published" ? "filled" : "default"} color="green">{texts.statuses[status]}</Badge>;
}
