import type { Named, Numbers } from "@elbo/spec";
import type { Outcome } from "./run-request.ts";

const largest = (x: ArrayLike<number>): number => Array.from(x).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    if (!(difference <= most)) most = difference; // NaN is kept
    if (Number.isNaN(most)) return Number.POSITIVE_INFINITY;
  }
  return most;
};

/** Largest absolute difference over the largest absolute expected value; whatever is NaN or of another length is infinite. */
export const relativeDifference = (received: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-12): number =>
  gap(received, expected) / Math.max(largest(expected), floor);

/** The largest relative difference of arrays by name, and whose it is; a name on one side only is infinite. */
export function worstOf(
  received: Named<Numbers>,
  expected: Named<Numbers>,
  floor = 1e-12,
): { readonly error: number; readonly name: string } {
  let worst = { error: 0, name: "" };
  for (const name of new Set([...Object.keys(received), ...Object.keys(expected)])) {
    const error = relativeDifference(received[name] ?? [], expected[name] ?? [], floor);
    if (error > worst.error) worst = { error, name };
  }
  return worst;
}

/** Largest absolute value of all arrays. */
export const scaleOf = (xs: Named<Numbers>): number => Math.max(0, ...Object.values(xs).map(largest));

/** Errors of one run against another: outputs each against its own size, gradients and states parameter by parameter. */
export interface Errors {
  readonly outputs: number;
  readonly gradients: number;
  readonly state: number;
}

/**
 * Compares two runs. A parameter whose gradient is below a thousandth of the largest one is held to that thousandth:
 * what is 0 in exact arithmetic has no digits.
 */
export const compareOutcomes = (received: Outcome, expected: Outcome): Errors => ({
  outputs: worstOf(received.outputs, expected.outputs).error,
  gradients: worstOf(received.gradients, expected.gradients, 1e-3 * scaleOf(expected.gradients) || 1e-12).error,
  state: worstOf(received.state, expected.state).error,
});
