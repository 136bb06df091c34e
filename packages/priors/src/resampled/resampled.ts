import { log1mexp, logAddExp, stopGradient } from "@elbo/program";
import type { Context, Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { VectorDensity } from "../gaussian/flat-event.ts";

/** N(0, I), thinned out. */
export interface ResampledParameters {
  readonly latent: number;
  /** log a(z) <= 0, `[row, latent]` -> `[row]`: the probability that a proposal is taken. */
  readonly logAccept: (z: tf.Tensor) => tf.Tensor;
  /** Z, the mean of a under N(0, I); a scalar in (0, 1). */
  readonly normaliser: tf.Tensor;
  /** T: the last of so many proposals is taken without being asked, 2 or more. */
  readonly truncation: number;
  frozen(): VectorDensity;
}

/** Keeps log Z and log(1 - Z) finite. */
const APART = 1e-6;
const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/**
 * Draws of N(0, I), each kept with probability a(z), the T-th in a row kept as it is (Bauer & Mnih 2019, section 3.2):
 *
 *     p(z) = N(z; 0, I) (a(z) / Z (1 - r) + r),   r = (1 - Z)^(T - 1), the probability of T - 1 refusals,
 *
 * nats, `[...sample, latent]` -> `[...sample]`; batchShape []. A draw looks at T proposals side by side, in
 * `[sample, T, latent]` memory, and carries no gradient.
 */
export function resampled({ latent, logAccept, normaliser, truncation, frozen }: ResampledParameters): VectorDensity {
  const z = tf.clipByValue(normaliser, APART, 1 - APART);
  const logRefused = tf.mul(truncation - 1, tf.log1p(tf.neg(z)));
  const logKept = tf.sub(log1mexp(tf.neg(logRefused)), tf.log(z));
  const logProb = (value: tf.Tensor) => {
    const rows = tf.reshape(value, [-1, latent]);
    const weight = logAddExp(tf.add(logAccept(rows), logKept), logRefused);
    const proposal = tf.sub(tf.mul(tf.sum(tf.square(rows), 1), -0.5), latent * halfLog2Pi);
    return tf.reshape(tf.add(proposal, weight), value.shape.slice(0, -1));
  };
  return {
    family: "resampled",
    batchShape: [],
    eventShape: [latent],
    parameters: { normaliser },
    gradient: "none",
    logProb,
    draw: (samples, context) => {
      const value = firstKept({ latent, logAccept, truncation }, samples, context);
      return { value, logProb: logProb(value) };
    },
    frozen,
  } satisfies Distribution;
}

/** The first proposal of T that is kept, `[sample, latent]`. */
function firstKept(
  { latent, logAccept, truncation }: Pick<ResampledParameters, "latent" | "logAccept" | "truncation">,
  samples: number,
  context: Context,
): tf.Tensor {
  const proposals = context.noise("proposals", [samples, truncation, latent], { law: "normal" });
  const u = context.noise("accept", [samples, truncation], { law: "uniform" });
  const chance = tf.reshape(stopGradient(logAccept(tf.reshape(proposals, [-1, latent]))), [samples, truncation]);
  const last = tf.tensor1d(Array.from({ length: truncation }, (_, t) => (t === truncation - 1 ? 1 : 0)));
  const kept = tf.maximum(tf.cast(tf.less(tf.log(u), chance), "float32"), last);
  const first = tf.cast(tf.oneHot(tf.cast(tf.argMax(kept, 1), "int32"), truncation), "float32");
  return tf.sum(tf.mul(proposals, tf.expandDims(first, 2)), 1);
}
