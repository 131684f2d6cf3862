import type { KnowledgeBase } from "@client/schema";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { cursorPages, useRows } from "@/api/pages";
import type { ArticleFilter } from "@/features/knowledge/routes";

const lookAgain = 2000; // ms, while an index is being made

/** Tells whether vectors are being made. */
export const isIndexing = (base?: KnowledgeBase): boolean => base !== undefined && base.index.embeddings && base.index.embedded < base.index.chunks;

/** A site's articles in sum, kept true while vectors are being made. */
export const useKnowledgeBase = (site: string) =>
  api.useQuery("get", "/api/admin/sites/{id}/knowledge-base", { params: { path: { id: site } } }, {
    refetchInterval: ({ state }) => isIndexing(state.data) && lookAgain,
  });

/** A site's articles, kept true while vectors are being made. */
export function useArticles(site: string, filter: ArticleFilter) {
  const indexing = isIndexing(useKnowledgeBase(site).data);
  return useRows(
    api.useInfiniteQuery("get", "/api/admin/sites/{id}/articles", { params: { path: { id: site }, query: filter } }, {
      ...cursorPages, refetchInterval: indexing && lookAgain,
    }),
  );
}

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
