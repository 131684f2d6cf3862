import type { Import } from "@client/schema";
import { api } from "@/api/client";

const pollEvery = 1000; // ms, while there is something to see

/** Tells whether an import has not ended. */
export const goesOn = ({ state }: Import) => state === "queued" || state === "running";

/** How many documents are done. */
export const doneOf = ({ outcomes }: Import) => Object.values(outcomes).reduce((sum, count) => sum + count, 0);

/** Returns an import, kept true until it has ended. */
export const useImport = (site: string, id: string) =>
  api.useQuery("get", "/api/admin/sites/{id}/imports/{import_id}", { params: { path: { id: site, import_id: id } } }, {
    refetchInterval: ({ state }) => (state.data && goesOn(state.data) ? pollEvery : false),
  });
