import { directions, type ZonalParameters } from "@elbo/distributions";
import type { Distribution, Posterior } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

/** Options of a posterior around one direction. */
export const zonalFields = {
  dimension: z.int().min(1).max(499).describe("d of the sphere S^d: z has d + 1 coordinates, of which d are free"),
  concentration: z
    .tuple([z.number().gt(0), z.number()])
    .refine(([low, high]) => low < high && high <= 1e5, "the first must be below the second, which is 1e5 at most")
    .default([1, 1e5])
    .describe("k is the first plus softplus of the encoder's feature, held below the second; 0 would be uniform"),
};

/** What `zonalFields` parse to. */
export interface ZonalConfig {
  readonly dimension: number;
  readonly concentration: readonly [number, number];
}

/** A posterior on S^d whose density depends on the angle to one direction: features `direction` `[d + 1]` and `concentration` `[1]`. */
export function zonalPosterior(
  { dimension, concentration: [low, high] }: ZonalConfig,
  law: (parameters: ZonalParameters) => Distribution,
): Posterior<Record<never, never>> {
  const shape = [dimension + 1];
  return {
    params: {},
    shape,
    space: "sphere",
    offers: ["law", "random", "pathwise", "scored", "frozen"],
    prior: { kind: "sphere-uniform" },
    features: { direction: shape, concentration: [1] },
    distribution: (_params, features) =>
      law({
        direction: directions(features.direction as tf.Tensor),
        concentration: tf.minimum(
          tf.add(low, tf.softplus(tf.squeeze(features.concentration as tf.Tensor, [-1]))),
          high,
        ),
      }),
  };
}
