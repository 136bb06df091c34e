import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";

/** log cosh u = softplus(2 u) - u - log 2: right for large |u| of either sign. */
const logCosh = (u: tf.Tensor) => tf.sub(tf.sub(tf.softplus(tf.mul(u, 2)), u), Math.LN2);

/**
 * The hyperbolic secant: squares near its centre, absolute values far from it.
 *
 * log p(x) = -log cosh((x - mean) / scale) - log(pi scale), nats. Its variance is (pi scale / 2)^2.
 *
 * `mean` `[...batch]`, `scale` > 0 of a shape that broadcasts with it, eventShape []; values `[...sample, ...batch]`.
 * Draws invert the distribution function (2 / pi) atan(exp(u)), so pathwise.
 */
export function hyperbolicSecant({
  mean,
  scale,
}: {
  readonly mean: tf.Tensor;
  readonly scale: tf.Tensor;
}): Scored<"mean" | "mode" | "entropy" | "cdf"> {
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(mean.shape, scale.shape);
  const logProb = (value: tf.Tensor) =>
    tf.neg(tf.add(logCosh(tf.div(tf.sub(value, mean), scale)), tf.add(tf.log(scale), Math.log(Math.PI))));
  const centre = () => tf.add(mean, tf.zeros([...batchShape]));
  return {
    family: "hyperbolic-secant",
    batchShape,
    eventShape: [],
    parameters: { mean, scale },
    gradient: "pathwise",
    draw: (samples, context) => {
      const uniform = context.noise("draw", [samples, ...batchShape], { law: "uniform" });
      const u = tf.log(tf.tan(tf.mul(uniform, Math.PI / 2)));
      const value = tf.add(mean, tf.mul(scale, u));
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => hyperbolicSecant({ mean: stopGradient(mean), scale: stopGradient(scale) }),
    mean: centre,
    mode: centre,
    entropy: () => tf.add(tf.add(tf.log(scale), Math.log(2 * Math.PI)), tf.zeros([...batchShape])),
    cdf: (value) => tf.mul(tf.atan(tf.exp(tf.div(tf.sub(value, mean), scale))), 2 / Math.PI),
  };
}
