import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { logisticNoise } from "../special/logistic-noise.ts";

/** Parameters of `binaryConcrete`. */
export interface BinaryConcreteParameters {
  /** log alpha, `[...batch, variable]`. */
  readonly logits: tf.Tensor;
  /** lambda, a scalar > 0. */
  readonly temperature: tf.Tensor;
}

/** Log-odds of a draw are kept inside this: beyond, 1 - x is lost in float32. */
const MOST = 12;

/**
 * Independent binary Concrete variables: numbers in (0, 1) near its ends (Maddison et al. 2017, appendix B).
 *
 * x = sigmoid((log alpha + logistic noise) / lambda). With y = log x - log(1 - x), per variable
 * log p(x) = log lambda + log alpha - lambda y - 2 softplus(log alpha - lambda y) - log x - log(1 - x), nats.
 *
 * `[...sample, ...batch, variable]` -> `[...sample, ...batch]`. eventShape [variable]. Pathwise inside |y| < 12, where draws
 * are held. `mode` is the likelier end.
 */
export function binaryConcrete({ logits, temperature }: BinaryConcreteParameters): Scored<"mode"> {
  const logProb = (value: tf.Tensor) => {
    const [one, zero] = [tf.log(value), tf.log(tf.sub(1, value))];
    const power = tf.sub(logits, tf.mul(temperature, tf.sub(one, zero)));
    const density = tf.add(tf.log(temperature), tf.sub(power, tf.mul(2, tf.softplus(power))));
    return tf.sum(tf.sub(density, tf.add(one, zero)), -1);
  };
  return {
    family: "binary-concrete",
    batchShape: logits.shape.slice(0, -1),
    eventShape: logits.shape.slice(-1),
    parameters: { logits, temperature },
    gradient: "pathwise",
    draw: (samples, context) => {
      const perturbed = tf.add(logits, logisticNoise("draw", [samples, ...logits.shape], context));
      const value = tf.sigmoid(tf.clipByValue(tf.div(perturbed, temperature), -MOST, MOST));
      // From the value, as any other density of the same point is: what rounding did to it then cancels in a ratio.
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => binaryConcrete({ logits: stopGradient(logits), temperature: stopGradient(temperature) }),
    mode: () => tf.cast(tf.greaterEqual(stopGradient(logits), 0), "float32"),
  };
}
