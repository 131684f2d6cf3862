import type { ArticleDocument } from "@client/schema";
import { getRouteApi } from "@tanstack/react-router";
import { useRole } from "@/api/session";
import { ArticleEditor } from "@/features/knowledge/ArticleEditor";
import { useArticle } from "@/features/knowledge/queries";
import { Loaded } from "@/ui/Loaded";

const route = getRouteApi("/panel/sites/$site/knowledge/$article");

/** One article: to read, or to write for those who may. */
export function ArticlePage() {
  const { site, article } = route.useParams();
  const writes = useRole("admin", "agent");
  return (
    <Loaded query={useArticle(site, article)}>
      {(stored: ArticleDocument) => <ArticleEditor key={article} site={site} stored={stored} readOnly={!writes} />}
    </Loaded>
  );
}
