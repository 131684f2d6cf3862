import type { ErrorCode, Problem } from "@client/schema";

/** Returns the problem document of a failed call, undefined when the API was not reached. */
export function problemOf(error: unknown): Problem | undefined {
  return typeof error === "object" && error !== null && "code" in error && "request_id" in error ? (error as Problem) : undefined;
}

export const codeOf = (error: unknown): ErrorCode | undefined => problemOf(error)?.code;

/** Returns what is wrong with the fields of a form, by the names of the contract: `form.setErrors(fieldErrors(error))`. */
export function fieldErrors(error: unknown): Record<string, string> {
  return Object.fromEntries((problemOf(error)?.errors ?? []).map(({ field, message }) => [field, message]));
}
