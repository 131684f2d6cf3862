import type { ErrorCode, Problem as ProblemBody } from "../shared/contract.ts";

/** Why a call of the API failed. */
export class Problem extends Error {
  constructor(
    /** 0 when the API was not reached. */
    readonly status: number,
    readonly code: ErrorCode | "unreachable",
    detail: string,
    /** Seconds that the API asks to wait; 0 when it does not say. */
    readonly retryAfter = 0,
  ) {
    super(detail);
  }

  /** What a call rejected with, as a Problem. */
  static async of(error: unknown): Promise<Problem> {
    if (!(error instanceof Response)) return new Problem(0, "unreachable", String(error));
    const { code = "internal_error", detail = `HTTP ${error.status}` } = (await error.json().catch(() => ({}))) as Partial<ProblemBody>;
    return new Problem(error.status, code, detail, Number(error.headers.get("Retry-After")));
  }
}

/** An error of the client as a Problem. */
export const problemOf = (error: unknown): Problem => (error instanceof Problem ? error : new Problem(0, "unreachable", String(error)));
