import * as tf from "@tensorflow/tfjs-core";
import type { ElementMap } from "../map.ts";

/** The two raw numbers of each element, `[...lead, latent]` each. */
const both = (raw: tf.Tensor): [tf.Tensor, tf.Tensor] => {
  const [first, second] = tf.split(raw, 2, -1) as [tf.Tensor, tf.Tensor];
  return [tf.squeeze(first, [-1]), tf.squeeze(second, [-1])];
};

/** Largest |log scale|: a factor of 20 a layer is plenty, and no net can overflow a float. */
const BOUND = 3;

/**
 * Shift and scale: `y = x exp(s) + t`, `log dy/dx = s` (Dinh et al. 2017, eq. 4-8). Raw numbers: t, and s before
 * `3 tanh(s / 3)`, which keeps scales within a factor of 20. Raw zeros: the identity.
 */
export const affine: ElementMap = {
  size: 2,
  forward: (x, raw) => {
    const [shift, free] = both(raw);
    const logScale = tf.mul(BOUND, tf.tanh(tf.div(free, BOUND)));
    return { value: tf.add(tf.mul(x, tf.exp(logScale)), shift), logSlope: logScale };
  },
  inverse: (y, raw) => {
    const [shift, free] = both(raw);
    const logSlope = tf.mul(-BOUND, tf.tanh(tf.div(free, BOUND)));
    return { value: tf.mul(tf.sub(y, shift), tf.exp(logSlope)), logSlope };
  },
};

/** Added to the gate's raw number, so that the map starts near the identity: "about +1 or +2" (Kingma et al. 2016, section 4). */
const OPEN = 2;

/**
 * A gate between x and m, as an LSTM's: `y = sigmoid(s) x + (1 - sigmoid(s)) m`, `log dy/dx = log sigmoid(s)` (Kingma et al.
 * 2016, algorithm 1). Raw numbers: m, and s - 2.
 */
export const gated: ElementMap = {
  size: 2,
  forward: (x, raw) => {
    const [target, free] = both(raw);
    const open = tf.add(free, OPEN);
    const value = tf.add(target, tf.mul(tf.sigmoid(open), tf.sub(x, target)));
    return { value, logSlope: tf.neg(tf.softplus(tf.neg(open))) };
  },
  inverse: (y, raw) => {
    const [target, free] = both(raw);
    const logSlope = tf.softplus(tf.neg(tf.add(free, OPEN)));
    return { value: tf.add(target, tf.mul(tf.exp(logSlope), tf.sub(y, target))), logSlope };
  },
};

/** The same map of elements read the other way round. */
export const invertElements = ({ size, forward, inverse }: ElementMap): ElementMap => ({
  size,
  forward: inverse,
  inverse: forward,
});
