import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";

interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

/**
 * How lists of the API go on:
 *
 *     const list = useRows(api.useInfiniteQuery("get", "/api/admin/users", { params: { query } }, cursorPages));
 */
export const cursorPages = {
  pageParamName: "after",
  initialPageParam: null, // is left out of the address
  getNextPageParam: (last: Page<unknown>) => last.next_cursor ?? undefined,
};

/** A list as far as it is loaded. */
export interface Rows<Row> {
  /** Undefined until the first page is there. */
  rows: Row[] | undefined;
  error: unknown;
  retry: () => void;
  /** Undefined at the list's end. */
  loadMore: (() => void) | undefined;
  loadingMore: boolean;
}

/** Joins the pages of a list. */
export function useRows<Row>(query: UseInfiniteQueryResult<InfiniteData<Page<Row>>, unknown>): Rows<Row> {
  return {
    rows: query.data?.pages.flatMap((page) => page.data),
    error: query.error,
    retry: () => void query.refetch(),
    loadMore: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    loadingMore: query.isFetchingNextPage,
  };
}
