/**
 * What can go wrong between the frame and the server, as one closed union.
 * Left out: words for the visitor (widget/texts.ts) and the decision to try again (turn.ts).
 */

import type { FieldProblem } from "../protocol/wire.ts";

export type Problem =
  /** No answer, or an answer that broke off. */
  | { kind: "unreachable" }
  /** The server answered with an error status. */
  | { kind: "refused"; status: number; code: string; params: FieldProblem[]; retryAfterMs: number | null }
  /** The stream ended with an `error` frame. */
  | { kind: "generation"; code: string; retryable: boolean }
  /** The visitor stopped the answer before anything was said. */
  | { kind: "stopped" };

export class Failure extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.kind === "refused" ? `refused: ${problem.status} ${problem.code}` : problem.kind);
    this.name = "Failure";
    this.problem = problem;
  }
}

/** Any thrown value as a problem; what is not ours counts as unreachable. */
export function problemOf(thrown: unknown): Problem {
  return thrown instanceof Failure ? thrown.problem : { kind: "unreachable" };
}

export function isStatus(problem: Problem, status: number): boolean {
  return problem.kind === "refused" && problem.status === status;
}

/** Whether asking again would only meet the same refusal. */
export function isPermanent(problem: Problem): boolean {
  return problem.kind === "refused" && problem.status < 500 && problem.status !== 429;
}

/** The failure that a non-2xx response tells of, even when its body is not the usual envelope. */
export async function failureOf(response: Response, now: () => number): Promise<Failure> {
  let code = "internal";
  let params: FieldProblem[] = [];
  try {
    const body: unknown = await response.json();
    const error = isRecord(body) && isRecord(body.error) ? body.error : {};
    if (typeof error.code === "string") code = error.code;
    if (Array.isArray(error.params)) params = error.params.filter(isFieldProblem);
  } catch {
    // A proxy's page instead of JSON: the status alone has to do.
  }
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), now());
  return new Failure({ kind: "refused", status: response.status, code, params, retryAfterMs });
}

/** Seconds or an HTTP date, as milliseconds from `nowMs`. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return isRecord(value) && typeof value.field === "string" && typeof value.message === "string";
}
