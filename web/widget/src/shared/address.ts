/** The page without query, and without fragment unless a router keeps its route there. */
export const pageAddress = (): string => location.origin + location.pathname + (/^#!?\/[^?]*/.exec(location.hash) ?? "");
