import type { paths } from "@client/schema";
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

// What answers in the API's place has no problem document.
call.use({
  onResponse({ response }) {
    const type = response.headers.get("Content-Type") ?? "";
    if (!response.ok && !type.startsWith("application/problem+json")) throw new Error(`status ${response.status}`);
  },
});

/** The API's hooks: `api.useQuery("get", "/api/admin/sites")`, and useMutation, useInfiniteQuery. */
export const api = createQueryClient(call);
