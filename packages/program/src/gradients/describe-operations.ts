import { appendFileSync } from "node:fs";
import type * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { alongGradient, gradientError, type Scalar, spread, weighted } from "./oracle.ts";

/** An operation, and the shape of the tensor x with respect to which it is differentiated. */
export type OperationCase = readonly [name: string, shape: readonly number[], f: (x: tf.Tensor) => tf.Tensor];

/** One measured error, as tooling/operation-gradients.mjs reads it; without ELBO_GRADIENT_REPORT nothing is written. */
const report = (operation: string, order: 1 | 2, error: number): number => {
  const file = process.env.ELBO_GRADIENT_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify({ operation, order, error })}\n`);
  return error;
};

/** Holds the gradient of each operation, once and twice, against central differences. */
export function describeOperations(cases: readonly OperationCase[]): void {
  describe.each(cases)("%s", (name, shape, f) => {
    const scalar: Scalar = (x) => weighted(f(x));
    it("has the gradient that central differences give", () => {
      expect(report(name, 1, gradientError(scalar, spread(shape)))).toBeLessThan(1e-3);
    });

    it("has the second-order gradient that central differences give", () => {
      expect(report(name, 2, gradientError(alongGradient(scalar), spread(shape)))).toBeLessThan(1e-2);
    });
  });
}
