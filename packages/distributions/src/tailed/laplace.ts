import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";

/**
 * The double exponential.
 *
 * log p(x) = -|x - mean| / scale - log(2 scale), nats.
 *
 * `mean` `[...batch]`, `scale` > 0 of a shape that broadcasts with it, eventShape []; values `[...sample, ...batch]`.
 * Draws invert the distribution function, so pathwise.
 */
export function laplace({
  mean,
  scale,
}: {
  readonly mean: tf.Tensor;
  readonly scale: tf.Tensor;
}): Scored<"mean" | "mode" | "entropy" | "cdf"> {
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(mean.shape, scale.shape);
  const logProb = (value: tf.Tensor) =>
    tf.neg(tf.add(tf.div(tf.abs(tf.sub(value, mean)), scale), tf.add(tf.log(scale), Math.LN2)));
  const centre = () => tf.add(mean, tf.zeros([...batchShape]));
  return {
    family: "laplace",
    batchShape,
    eventShape: [],
    parameters: { mean, scale },
    gradient: "pathwise",
    draw: (samples, context) => {
      const v = tf.sub(context.noise("draw", [samples, ...batchShape], { law: "uniform" }), 0.5);
      const distance = tf.neg(tf.log1p(tf.mul(tf.abs(v), -2)));
      const value = tf.add(mean, tf.mul(scale, tf.mul(tf.sign(v), distance)));
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => laplace({ mean: stopGradient(mean), scale: stopGradient(scale) }),
    mean: centre,
    mode: centre,
    entropy: () => tf.add(tf.add(tf.log(scale), 1 + Math.LN2), tf.zeros([...batchShape])),
    cdf: (value) => {
      const u = tf.div(tf.sub(value, mean), scale);
      const tail = tf.mul(tf.exp(tf.neg(tf.abs(u))), 0.5);
      return tf.where(tf.less(u, 0), tail, tf.sub(1, tail));
    },
  };
}
