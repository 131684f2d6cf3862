import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";

const lookAgain = 2000; // ms, while an index is being made

/** A site's articles in sum. While vectors are being made it looks again every two seconds. */
export const useKnowledgeBase = (site: string) =>
  api.useQuery("get", "/api/admin/sites/{id}/knowledge-base", { params: { path: { id: site } } }, {
    refetchInterval: ({ state }) => {
      const index = state.data?.index;
      return index?.embeddings && index.embedded < index.chunks ? lookAgain : false;
    },
  });

/** One article with its text. */
export const useArticle = (site: string, article: string) =>
  api.useQuery("get", "/api/admin/sites/{id}/articles/{article_id}", { params: { path: { id: site, article_id: article } } });

/** Returns a function that has everything about articles asked again, after a change. */
export function useArticlesChanged() {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [, path] }) => typeof path === "string" && /^\/api\/admin\/sites\/\{id\}\/(articles|knowledge-base)/.test(path),
    });
}
