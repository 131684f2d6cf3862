import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure } from "@/ui/Failure";
import { Loading } from "@/ui/Loading";

/** Shows what was asked for, or that it is loading or failed. */
export function Loaded<Data>({ query, children }: { query: UseQueryResult<Data, unknown>; children: (data: NonNullable<Data>) => ReactNode }) {
  if (query.data != null) return children(query.data);
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <Loading />;
}
