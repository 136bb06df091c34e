import { constant, zeros } from "@elbo/program";
import type { Batch } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { GaussianParams, SigmaSources } from "./gaussian-sigma.ts";
import { logSigmaRange } from "./log-sigma.ts";

/** Config of the best sigma. */
export const optimalSigma = z.strictObject({
  kind: z.literal("optimal"),
  per: z.enum(["batch", "image"]).default("batch").describe("whose errors the training's sigma is the best for"),
  decay: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.99)
    .describe("per step, of the running variance that evaluation and sampling use"),
});

/** Added to a variance, in squared units of x, so that perfect reconstructions have a finite density: sigma >= 0.0025. */
const floor = Math.exp(2 * logSigmaRange[0]);

/** Squared errors and what counts of them, `[sample, batch, ...x]`. */
function errorsOf(mean: tf.Tensor, batch: Batch) {
  const x = tf.expandDims(batch.x as tf.Tensor, 0);
  const mask = batch["x.mask"];
  const seen = tf.add(mask ? tf.expandDims(mask, 0) : tf.onesLike(x), tf.zerosLike(mean));
  return { squares: tf.mul(seen, tf.square(tf.sub(x, mean))), seen };
}

/** sum / count, or 0 where nothing counts. */
const share = (sum: tf.Tensor, count: tf.Tensor) => tf.div(sum, tf.add(count, tf.cast(tf.equal(count, 0), "float32")));

/**
 * The sigma that is best for the errors at hand (sigma-VAE: Rybkin et al. 2021, "Simple and effective VAE training with calibrated decoders"): in training sigma^2 is the
 * mean of (x - mean)^2 over the batch, draws and elements (its examples by their weight, observed elements only), or over
 * each image; the gradient goes through it. The maximum over sigma of a sum of Gaussian log densities is
 * -D/2 (1 + log(2 pi sigma^2)): the reconstruction becomes the log of the error.
 *
 * A sigma that has seen x gives no density of x. So evaluation and sampling use a running mean of the batches' variances,
 * kept as state: of all steps so far until 1 / (1 - decay) of them, then exponential. Their figures are log densities.
 */
export function sigmaOfErrors({ per, decay }: z.output<typeof optimalSigma>): {
  readonly params: GaussianParams;
  scale(sources: SigmaSources): tf.Tensor;
} {
  return {
    params: {
      variance: { shape: [], init: constant(1), state: true },
      steps: { shape: [], init: zeros, state: true },
    },
    scale: ({ params, outputs, context, batch }) => {
      const { variance, steps } = params as Record<"variance" | "steps", tf.Tensor>;
      if (!context.training || batch?.x === undefined) return tf.sqrt(tf.add(variance, floor));
      const mean = outputs.mean as tf.Tensor;
      const { squares, seen } = errorsOf(mean, batch);
      const own = mean.shape.slice(2).map((_, i) => i + 2);
      const [sums, counts] = [tf.sum(squares, own), tf.sum(seen, own)]; // [sample, batch]
      const weight = batch.weight as tf.Tensor;
      const all = share(tf.sum(tf.mul(sums, weight)), tf.sum(tf.mul(counts, weight)));
      const rate = tf.maximum(tf.reciprocal(tf.add(steps, 1)), tf.scalar(1 - decay));
      context.update(variance, tf.add(variance, tf.mul(rate, tf.sub(all, variance))));
      context.update(steps, tf.add(steps, 1));
      const chosen = per === "batch" ? all : tf.reshape(share(sums, counts), [...sums.shape, ...own.map(() => 1)]);
      return tf.sqrt(tf.add(chosen, floor));
    },
  };
}
