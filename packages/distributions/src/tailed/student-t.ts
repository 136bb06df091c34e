import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import { halfLog2Pi } from "../normal/normal-diagonal.ts";
import type { Scored } from "../scored.ts";
import { logStandardGamma } from "../special/standard-gamma.ts";
import { logRising, SHIFT } from "../special/stirling.ts";

/**
 * Student's t with `degrees` of freedom nu, moved and stretched.
 *
 * log p(x) = log Gamma((nu + 1) / 2) - log Gamma(nu / 2) - log(nu pi) / 2 - log scale
 *          - (nu + 1) / 2 log(1 + ((x - mean) / scale)^2 / nu), nats.
 *
 * The ratio of gamma functions is a difference of Stirling series (`logRising`), so that nu = 10^6 is a Gaussian to the last
 * digit. `degrees`, `scale` > 0 and `mean` broadcast to `[...batch]`, eventShape []. `mean` is the centre (nu > 1). Draws:
 * mean + scale * normal * sqrt(nu / 2 / gamma), pathwise in mean and scale, no gradient into `degrees`.
 */
export function studentT({
  degrees,
  mean,
  scale,
}: {
  readonly degrees: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly scale: tf.Tensor;
}): Scored<"mean" | "mode"> {
  const shapes = tf.broadcast_util.assertAndGetBroadcastShape;
  const batchShape = shapes(shapes(mean.shape, scale.shape), degrees.shape);
  const half = tf.mul(degrees, 0.5);
  const logProb = (value: tf.Tensor) => {
    const ratio = logRising({ x: half, logX: tf.log(half) }, tf.scalar(0.5));
    const constant = tf.sub(
      tf.add(ratio, tf.mul(tf.log1p(tf.div(SHIFT, half)), 0.5)),
      tf.add(tf.log(scale), halfLog2Pi),
    );
    const u = tf.div(tf.sub(value, mean), scale);
    return tf.sub(constant, tf.mul(tf.add(half, 0.5), tf.log1p(tf.div(tf.square(u), degrees))));
  };
  const centre = () => tf.add(mean, tf.zeros([...batchShape]));
  return {
    family: "student-t",
    batchShape,
    eventShape: [],
    parameters: { degrees, mean, scale },
    gradient: "pathwise",
    draw: (samples, context) => {
      const shape = [samples, ...batchShape];
      const gamma = logStandardGamma("gamma", half, shape, context);
      const stretch = tf.exp(tf.mul(tf.sub(stopGradient(tf.log(half)), gamma), 0.5));
      const noise = tf.mul(context.noise("draw", shape, { law: "normal" }), stretch);
      const value = tf.add(mean, tf.mul(scale, noise));
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => studentT({ degrees: stopGradient(degrees), mean: stopGradient(mean), scale: stopGradient(scale) }),
    mean: centre,
    mode: centre,
  };
}
