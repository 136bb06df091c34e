import * as tf from "@tensorflow/tfjs-core";

/** Numbers kept in a range that holds 0. */
export interface SmoothBounds {
  /** Any shape. */
  bound(raw: tf.Tensor): tf.Tensor;
  /** What `bound` takes to a value inside the range. */
  raw(value: number): number;
}

/**
 * m + h tanh(raw / h + shift), m and h the middle and half the width of low..high: 0 stays 0, and the gradient never vanishes
 * suddenly.
 */
export function smoothBounds(low: number, high: number): SmoothBounds {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  const shift = Math.atanh(-middle / half);
  return {
    bound: (raw) => tf.add(tf.mul(tf.tanh(tf.add(tf.div(raw, half), shift)), half), middle),
    raw: (value) => half * (Math.atanh((value - middle) / half) - shift),
  };
}
