/**
 * Returns what an address says as a text. The router reads what looks like a
 * number as one: `?words=112`.
 */
export const searchText = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
