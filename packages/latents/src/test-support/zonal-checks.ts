import { eagerContext } from "@elbo/program";
import type { Distribution, Posterior } from "@elbo/spec";
import { expectClose, fakeGiven } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import type { ZodType } from "zod";

/** q on the sphere in space around (3, 0, -4) / 5, for a concentration feature. */
export type ZonalAt = (feature: number, options?: object) => Distribution;

/** `zonalAt(make)(feature, options)`. */
export const zonalAt =
  (make: (options: object) => Posterior<Record<never, never>>): ZonalAt =>
  (feature, options = {}) =>
    make({ dimension: 2, ...options }).distribution(
      {},
      { direction: tf.tensor([[3, 0, -4]]), concentration: tf.tensor([[feature]]) },
      fakeGiven(),
      eagerContext().context,
    );

/** What posteriors around one direction share: where they lie, their concentration, a strict schema. */
export function zonalChecks(
  kind: string,
  schema: ZodType,
  posterior: (options: object) => Posterior<Record<never, never>>,
): void {
  const at = zonalAt(posterior);

  it("lies on S^d in d + 1 coordinates, around the direction of the feature, and is matched with the uniform sphere", () => {
    const part = posterior({ dimension: 4 });
    expect([part.shape, part.features]).toEqual([[5], { direction: [5], concentration: [1] }]);
    expect([part.space, part.prior]).toEqual(["sphere", { kind: "sphere-uniform" }]);
    expectClose(at(0).mode?.() as tf.Tensor, [0.6, 0, -0.8], 1e-6);
    const value = at(7).draw?.(50, eagerContext().context).value as tf.Tensor;
    expectClose(tf.sum(tf.square(value), -1), new Array(50).fill(1), 1e-5);
  });

  it("has a concentration of 1 + softplus, held below the upper bound", () => {
    for (const [feature, k] of [
      [0, 1 + Math.LN2],
      [-30, 1],
      [3, 1 + Math.log1p(Math.exp(3))],
      [1e6, 1e5],
    ] as const) {
      expectClose(at(feature).parameters.concentration as tf.Tensor, [k], 1e-6);
    }
    expectClose(at(0, { concentration: [0.2, 0.5] }).parameters.concentration as tf.Tensor, [0.5], 1e-6);
  });

  it("has a strict schema", () => {
    expect(schema.parse({ kind, dimension: 2 })).toMatchObject({ concentration: [1, 1e5] });
    expect(schema.safeParse({ kind, dimension: 0 }).success).toBe(false);
    expect(schema.safeParse({ kind, dimension: 2, concentration: [3, 2] }).success).toBe(false);
    expect(schema.safeParse({ kind, dimension: 2, kappa: 1 }).success).toBe(false);
  });
}
