import type { Site } from "@client/schema";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { api } from "@/api/client";

const fresh = { staleTime: 60_000 };
const idsPerCall = 50; // as many as the API takes

/** Asks for the first of the sites that the user may see, by name; with words, of those that have them. */
export const firstSites = (limit: number, words = "") =>
  api.queryOptions("get", "/api/admin/sites", { params: { query: { limit, q: words || undefined } } }, { ...fresh, placeholderData: keepPreviousData });

/** Asks for sites by their ids, at most 50. One that the user may not see is not in the answer. */
export const sitesByID = (ids: string[]) =>
  api.queryOptions("get", "/api/admin/sites", { params: { query: { ids: ids.join(","), limit: idsPerCall } } }, fresh);

/** Returns sites by their ids, as far as they are loaded, by name. */
export function useSites(ids: string[]): Site[] {
  const calls = Array.from({ length: Math.ceil(ids.length / idsPerCall) }, (_, i) => sitesByID(ids.slice(i * idsPerCall, (i + 1) * idsPerCall)));
  return useQueries({ queries: calls, combine: joined });
}

const joined = (answers: { data?: { data: Site[] } }[]) => answers.flatMap(({ data }) => data?.data ?? []).sort((a, b) => a.name.localeCompare(b.name));
