import type { paths, Problem } from "@client/schema";
import createFetchClient from "openapi-fetch";
import createQueryClient from "openapi-react-query";

type Json = "application/json" | "application/problem+json";

/**
 * Calls the API outside of components: `await call.GET("/api/admin/sites")`
 * returns data or error.
 */
export const call = createFetchClient<paths, Json>({
  baseUrl: window.location.origin,
  fetch: (request) => window.fetch(request),
});

call.use({
  async onResponse({ response }) {
    if (response.ok) return undefined;
    const type = response.headers.get("Content-Type") ?? "";
    // What answers in the API's place has no problem document.
    if (!type.startsWith("application/problem+json")) throw new Error(`status ${response.status}`);
    if (document.documentElement.lang !== "nl") return undefined; // the server writes English
    const dutch = await import("@/api/dutch").catch(() => undefined); // English is better than nothing
    return dutch && Response.json(dutch.inDutch(await response.json() as Problem), { status: response.status });
  },
});

/** The API's hooks: `api.useQuery("get", "/api/admin/sites")`, and useMutation, useInfiniteQuery. */
export const api = createQueryClient(call);
