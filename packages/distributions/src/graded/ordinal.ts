import { log1mexp, stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";

/**
 * One of `category` ordered values: the cumulative logit model (McCullagh 1980).
 *
 * p(x <= k) = sigmoid(thresholds_k - location), k = 0..category - 2, nats:
 * log p(k) = log sigmoid(a) + log sigmoid(-b) + log(1 - e^(b - a)), a = thresholds_k - location, b = thresholds_{k-1} - location,
 * without the first factor at the last value, without the second at the first, and the third in between only: a product
 * instead of a difference of sigmoids, so no digits are lost in the tails.
 *
 * `location` `[...batch]`, `thresholds` `[...batch, category - 1]` or `[category - 1]`, increasing; eventShape []. Values
 * are 0..category - 1, int32 or float32, `[...sample, ...batch]`; draws are int32 and carry no gradient.
 */
export function ordinal({
  location,
  thresholds,
}: {
  readonly location: tf.Tensor;
  readonly thresholds: tf.Tensor;
}): Scored<"mode" | "cdf"> {
  const cuts = thresholds.shape.at(-1) as number;
  const places = tf.tensor1d(Array.from({ length: cuts }, (_, k) => k));
  /** thresholds_k of each value, 0 where there is none. */
  const pick = (k: tf.Tensor) =>
    tf.sum(tf.mul(thresholds, tf.cast(tf.equal(tf.expandDims(k, -1), places), "float32")), -1);
  const score = (value: tf.Tensor, at: tf.Tensor) => {
    const k = tf.cast(value, "float32");
    const [hasUpper, hasLower] = [tf.less(k, cuts), tf.greater(k, 0)].map((is) => tf.cast(is, "float32"));
    const [upper, lower] = [pick(k), pick(tf.sub(k, 1))];
    const inside = tf.mul(hasUpper as tf.Tensor, hasLower as tf.Tensor);
    const width = tf.add(tf.mul(inside, tf.sub(upper, lower)), tf.sub(1, inside)); // 1 stands in at the ends
    return tf.sub(
      tf.mul(inside, log1mexp(width)),
      tf.add(
        tf.mul(hasUpper as tf.Tensor, tf.softplus(tf.sub(at, upper))),
        tf.mul(hasLower as tf.Tensor, tf.softplus(tf.sub(lower, at))),
      ),
    );
  };
  const logProb = (value: tf.Tensor) => score(value, location);
  /** p(x <= k) for k = 0..category - 2, `[...batch, category - 1]`. */
  const cumulative = () => tf.sigmoid(tf.sub(thresholds, tf.expandDims(location, -1)));
  return {
    family: "ordinal",
    mass: true,
    batchShape: location.shape,
    eventShape: [],
    parameters: { location, thresholds },
    gradient: "none",
    draw: (samples, context) => {
      const u = context.noise("draw", [samples, ...location.shape], { law: "uniform" });
      const above = tf.greater(tf.expandDims(u, -1), stopGradient(cumulative()));
      const value = tf.sum(tf.cast(above, "int32"), -1);
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => ordinal({ location: stopGradient(location), thresholds: stopGradient(thresholds) }),
    mode: () => {
      const sums = stopGradient(cumulative());
      const none = tf.zeros([...location.shape, 1]);
      const masses = tf.sub(tf.concat([sums, tf.onesLike(none)], -1), tf.concat([none, sums], -1));
      return tf.argMax(masses, -1);
    },
    cdf: (value) => {
      const k = tf.cast(value, "float32");
      const below = tf.cast(tf.less(k, cuts), "float32");
      return tf.add(tf.mul(below, tf.sigmoid(tf.sub(pick(k), location))), tf.sub(1, below));
    },
  };
}
