import { stopGradient } from "@elbo/program";
import type { Context, Distribution, Model, Site, Trace } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

const log2pi = Math.log(2 * Math.PI);

/** N(mean, deviation^2) over one latent dimension, batch axes as those of `mean`. */
const normal1 = (mean: tf.Tensor, deviation: number): Distribution => ({
  family: "normal-diagonal",
  batchShape: mean.shape.slice(0, -1),
  eventShape: [1],
  parameters: { mean, scale: tf.fill(mean.shape, deviation), logScale: tf.fill(mean.shape, Math.log(deviation)) },
  gradient: "pathwise",
  draw: (samples, context) => {
    const noise = context.noise("draw", [samples, ...mean.shape], { law: "normal" });
    const value = tf.add(mean, tf.mul(deviation, noise));
    return { value, logProb: logNormal(value, mean, deviation) };
  },
  logProb: (value) => logNormal(value, mean, deviation),
  frozen: () => normal1(stopGradient(mean), deviation),
  mean: () => mean,
});

const logNormal = (value: tf.Tensor, mean: tf.Tensor, deviation: number) =>
  tf.sum(
    tf.sub(tf.mul(-0.5, tf.square(tf.div(tf.sub(value, mean), deviation))), Math.log(deviation) + 0.5 * log2pi),
    -1,
  );

/** The exact evidence of `linearGaussianModel`: log N(x; 0, slope^2 + noise^2), nats. */
export const exactEvidence = (x: number, { slope = 1.5, noise = 0.8 } = {}): number => {
  const variance = slope ** 2 + noise ** 2;
  return -0.5 * (x ** 2 / variance + Math.log(variance) + log2pi);
};

/**
 * z ~ N(0, 1), x ~ N(slope z, noise^2), with q(z|x) = N(a x, s^2) a little off the exact posterior: its evidence is
 * known, so a loss can be held against the truth. The batch's `x` is `[batch, 1]`.
 */
export function linearGaussianModel({ slope = 1.5, noise = 0.8, a = 0.45, s = 0.6 } = {}): Model {
  const infer: Model["infer"] = (batch, { samples, observe = {} }, context) =>
    trace(batch.x as tf.Tensor, samples, observe.z, context);
  const trace = (x: tf.Tensor, samples: number, z: tf.Tensor | undefined, context: Context): Trace => {
    const q = normal1(tf.mul(a, x), s);
    const p = normal1(tf.zeros([1]), 1);
    const draw = q.draw as NonNullable<Distribution["draw"]>;
    const value = z ?? draw(samples, context.at("draw")).value;
    const likelihood = normal1(tf.mul(slope, value), noise);
    const site: Site = {
      name: "z",
      value,
      logQ: logNormal(value, q.parameters.mean as tf.Tensor, s),
      logP: logNormal(value, tf.zeros([1]), 1),
      q,
      p: { ...p, batchShape: [] },
    };
    return { sites: [site], likelihood, logX: logNormal(tf.expandDims(x, 0), tf.mul(slope, value), noise), added: {} };
  };
  return {
    infer,
    score: (batch, z, context) => infer(batch, { samples: 1, observe: z }, context),
    decode: ({ z }) => normal1(tf.mul(slope, z as tf.Tensor), noise),
    generate: (count, _, context) => {
      const z = context.noise("prior", [...count, 1], { law: "normal" });
      return { z: { z }, x: normal1(tf.mul(slope, z), noise) };
    },
    params: {},
  };
}
