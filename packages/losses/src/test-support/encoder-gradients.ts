import { klDivergence } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import type { Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { batchOf, exactInference, type Inference, linearGaussian } from "./linear-gaussian.ts";
import { meanAndError, objectiveValue, termsOf } from "./objective-value.ts";

/** The observation whose gradients are looked at. */
const OBSERVED = [1, 0.5, -0.2];
const repeated = (rows: number) => tf.tile(tf.tensor2d([OBSERVED]), [rows, 1]);

/** Mean of one entry of a gradient over independent draws, its standard error, and |mean| / standard deviation. */
export interface GradientStatistics {
  readonly mean: number;
  readonly error: number;
  readonly signalToNoise: number;
}

/**
 * Gradients of an objective to the two offsets of q, as many independent ones as `rows`: every row is the same
 * observation with an offset of its own.
 */
export function offsetGradients(
  loss: Loss,
  objective: string,
  inference: Inference,
  { rows = 4000, seed = 1n } = {},
): readonly GradientStatistics[] {
  const value = (offset: tf.Tensor) => {
    const terms = termsOf(loss, objective, linearGaussian({ ...inference, offset }), batchOf(repeated(rows)), { seed });
    return tf.mul(objectiveValue(terms, tf.ones([rows])), rows); // a sum, so that rows do not divide each other
  };
  const start = tf.add(tf.zeros([rows, 2]), inference.offset);
  const all = tf.tidy(() => tf.grad(value)(start).dataSync());
  return [0, 1].map((d) => {
    const { mean, error } = meanAndError(all.filter((_, i) => i % 2 === d));
    return { mean, error, signalToNoise: Math.abs(mean) / (error * Math.sqrt(rows)) };
  });
}

/** Gradient of -ELBO = KL(q || exact posterior) - log p(x) to the two offsets, in closed form. */
export function exactElboGradient(inference: Inference): Float32Array {
  const q = (of: Inference) =>
    (
      linearGaussian(of).infer(batchOf(repeated(1)), { samples: 1 }, eagerContext().context).sites[0] as never as {
        q: Parameters<typeof klDivergence>[0];
      }
    ).q;
  const p = q(exactInference());
  const kl = (offset: tf.Tensor) => tf.sum(klDivergence(q({ ...inference, offset }), p) as tf.Tensor);
  return tf.grad(kl)(inference.offset).dataSync() as Float32Array;
}
