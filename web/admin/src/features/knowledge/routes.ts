import type { ArticleStatus } from "@client/schema";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { allow, panelRoute } from "@/app/routes";
import { searchText } from "@/app/search";

/** What the list is narrowed to; it stands in the address, so that it can be linked to. */
export interface ArticleFilter {
  words?: string;
  status?: ArticleStatus;
  language?: string;
  tag?: string;
}

/** What a new article begins with, where another screen asks for it. */
export interface ArticleBeginning {
  title?: string;
  language?: string;
}

const articlesRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/knowledge",
  validateSearch: ({ words, status, language, tag }: ArticleFilter): ArticleFilter => ({ words: searchText(words), status, language, tag: searchText(tag) }),
  component: lazyRouteComponent(() => import("@/features/knowledge/ArticlesPage"), "ArticlesPage"),
});

const newArticleRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/knowledge/new",
  validateSearch: ({ title, language }: ArticleBeginning): ArticleBeginning => ({ title: searchText(title), language }),
  beforeLoad: allow("admin", "agent"),
  component: lazyRouteComponent(() => import("@/features/knowledge/NewArticlePage"), "NewArticlePage"),
});

const articleRoute = createRoute({
  getParentRoute: () => panelRoute,
  path: "/sites/$site/knowledge/$article",
  component: lazyRouteComponent(() => import("@/features/knowledge/ArticlePage"), "ArticlePage"),
});

export const knowledgeRoutes = [articlesRoute, newArticleRoute, articleRoute] as const;
