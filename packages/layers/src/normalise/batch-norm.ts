import { constant, stopGradient, zeros } from "@elbo/program";
import type { ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import type { Layer } from "../layer.ts";

/** Parameters of `batchNorm`: `mean` and `variance` are running averages, moved by `context.update`. */
export type BatchNormParams = {
  readonly gain: ParamSpec;
  readonly bias: ParamSpec;
  readonly mean: ParamSpec;
  readonly variance: ParamSpec;
};

/**
 * Batch normalisation (Ioffe & Szegedy 2015, algorithm 1): `y = g (x - mean) / sqrt(var + epsilon) + b`, x `[..., width]` ->
 * y `[..., width]`. In training mean and variance (the biased one) are those of all axes but the last, and the running ones
 * move towards them by `momentum`, the variance corrected for its bias (as PyTorch does); otherwise the running ones count.
 * Every row of a training batch counts, also one of weight 0: the trainer never pads. The examples of a batch see each other.
 *
 * @throws ConfigError for a width below 1.
 */
export function batchNorm({
  width,
  momentum = 0.1,
  epsilon = 1e-5,
  where = "layers/batch-norm",
}: {
  readonly width: number;
  /** How far the running averages move at each step, 0..1. */
  readonly momentum?: number;
  /** Added to the variance. */
  readonly epsilon?: number;
  readonly where?: string;
}): Layer<BatchNormParams> {
  checkSize(width, "width", where);
  const state = true as const;
  return {
    params: {
      gain: { shape: [width], init: constant(1) },
      bias: { shape: [width], init: zeros },
      mean: { shape: [width], init: zeros, state },
      variance: { shape: [width], init: constant(1), state },
    },
    apply: (values, x, context) => {
      const normed = (mean: tf.Tensor, variance: tf.Tensor) =>
        tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))), values.gain), values.bias);
      if (!context?.training) return normed(values.mean, values.variance);
      const axes = x.shape.slice(0, -1).map((_, axis) => axis);
      const mean = tf.mean(x, axes);
      const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
      const count = x.size / width;
      const moved = (running: tf.Tensor, seen: tf.Tensor) =>
        tf.add(tf.mul(running, 1 - momentum), tf.mul(stopGradient(seen), momentum));
      context.update(values.mean, moved(values.mean, mean));
      context.update(values.variance, moved(values.variance, tf.mul(variance, count / Math.max(count - 1, 1))));
      return normed(mean, variance);
    },
  };
}
