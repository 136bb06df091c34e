import { pointMass } from "@elbo/distributions";
import { stopGradient } from "@elbo/program";
import type { Codebook, Definition, Posterior, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";

const schema = z.strictObject({
  kind: z.literal("finite-scalar"),
  positions: z.array(z.int().min(1)).min(1).describe("axes of codes in one z: [height, width] or [position]"),
  levels: z
    .array(z.int().min(3))
    .min(1)
    .refine((levels) => product(levels) <= 65536, "the product of the levels, the number of codes, is 65536 at most")
    .default([8, 5, 5, 5])
    .describe("values of each channel; their product is the number of codes. The paper: five or more each"),
});

/** Options of `finite-scalar`. */
export type FiniteScalarConfig = z.output<typeof schema>;

const product = (sizes: Shape) => sizes.reduce((a, b) => a * b, 1);

/** Keeps tanh away from the next level (the paper's code). */
const EPSILON = 1e-3;

/** Codes of all combinations of levels; the first channel counts fastest. Values are -1 .. 1 in steps of 1 / floor(L / 2). */
function productCodebook(levels: readonly number[], positions: Shape): Codebook {
  const widths = tf.tensor1d(levels.map((count) => Math.floor(count / 2)));
  const sizes = tf.tensor1d([...levels]);
  const places = tf.tensor1d(levels.map((_, i) => product(levels.slice(0, i))));
  return {
    size: product(levels),
    shape: positions,
    lookup: (indices) => {
      const whole = tf.floor(tf.div(tf.cast(tf.expandDims(indices, -1), "float32"), places));
      const digits = tf.sub(whole, tf.mul(sizes, tf.floor(tf.div(whole, sizes))));
      return tf.div(tf.sub(digits, widths), widths);
    },
    indices: (value) => {
      const digits = tf.round(tf.add(tf.mul(stopGradient(value), widths), widths));
      return tf.cast(tf.sum(tf.mul(digits, places), -1), "int32");
    },
  };
}

/** Creates the quantising posterior. It has no parameters of its own. */
export function createFiniteScalar({ positions, levels }: FiniteScalarConfig): Posterior<Record<never, never>> {
  const shape = [...positions, levels.length];
  const half = levels.map((count) => ((count - 1) * (1 - EPSILON)) / 2);
  const offset = levels.map((count) => (count % 2 === 0 ? 0.5 : 0));
  return {
    params: {},
    shape,
    features: { code: shape },
    space: "codes",
    offers: ["law"],
    prior: { kind: "codes-uniform" },
    codes: { size: product(levels), shape: positions },
    distribution(_params, features) {
      // Bounded so that 0 stays 0 and rounding gives exactly L values: (-L/2, L/2 - 1) for an even L.
      const shift = tf.tensor1d(half.map((h, i) => Math.atanh((offset[i] as number) / h)));
      const wide = tf.mul(tf.tanh(tf.add(features.code as tf.Tensor, shift)), tf.tensor1d(half));
      const bounded = tf.sub(wide, tf.tensor1d(offset));
      const rounded = tf.add(bounded, stopGradient(tf.sub(tf.round(bounded), bounded)));
      const value = tf.div(rounded, tf.tensor1d(levels.map((count) => Math.floor(count / 2))));
      return pointMass({ value, eventAxes: shape.length, gradient: "straight-through" });
    },
    codebook: () => productCodebook(levels, positions),
  };
}

/**
 * Finite scalar quantisation (Mentzer et al. 2023, section 3.1): each of a few channels is bounded by tanh and rounded to one of L
 * values, with the bounded value's gradient; the code is the combination. No codebook to learn, no commitment, no dead codes.
 *
 * Feature `code` `[...lead, ...positions, channel]`; z of the same shape, in [-1, 1]; the draw's log-probability is 0.
 */
export const finiteScalarPosterior: Definition<FiniteScalarConfig, Posterior<Record<never, never>>> = {
  family: "posterior",
  kind: "finite-scalar",
  summary: "Finite scalar quantisation, without a codebook to learn (Mentzer et al. 2023)",
  config: () => schema,
  create: createFiniteScalar,
};
