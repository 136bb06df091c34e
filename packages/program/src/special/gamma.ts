import * as tf from "@tensorflow/tfjs-core";

/** Below this, arguments are moved up by as much: Stirling's series is then exact to float32. */
const SHIFT = 8;

/** 1 where x < 8, else 0, and the argument for the series. */
function shifted(x: tf.Tensor): { readonly small: tf.Tensor; readonly y: tf.Tensor } {
  const small = tf.cast(tf.less(x, SHIFT), "float32");
  return { small, y: tf.add(x, tf.mul(SHIFT, small)) };
}

/** sum_k coefficients_k r^k, r = 1 / y^2, by Horner's rule. */
const series = (r: tf.Tensor, coefficients: readonly number[]): tf.Tensor =>
  coefficients.reduceRight<tf.Tensor>((sum, c) => tf.add(tf.mul(sum, r), c), tf.zerosLike(r));

/**
 * log Gamma(x) for x > 0, elementwise, any shape, gradients of first and second order included.
 * log Gamma(x) = log Gamma(x + 8) - log(x (x + 1) ... (x + 7)), and Stirling's series above 8
 * (Abramowitz & Stegun 6.1.15, 6.1.41). Error about 2e-6 absolute, or float32's relative where that is larger.
 */
export function lgamma(x: tf.Tensor): tf.Tensor {
  const { small, y } = shifted(x);
  const held = tf.add(tf.mul(x, small), tf.sub(1, small)); // 1 for large x: the product stays finite
  const factors = Array.from({ length: SHIFT }, (_, k) => tf.add(held, k));
  const product = factors.reduce((a, b) => tf.mul(a, b));
  const inverse = tf.reciprocal(y);
  const tail = tf.mul(inverse, series(tf.square(inverse), [1 / 12, -1 / 360, 1 / 1260]));
  const stirling = tf.add(tf.sub(tf.mul(tf.sub(y, 0.5), tf.log(y)), y), 0.5 * Math.log(2 * Math.PI));
  return tf.sub(tf.add(stirling, tail), tf.mul(small, tf.log(product)));
}

/**
 * d/dx log Gamma(x) for x > 0, elementwise, any shape, with gradient.
 * psi(x) = psi(x + 8) - sum_{k<8} 1 / (x + k), and the asymptotic series above 8 (Abramowitz & Stegun 6.3.5, 6.3.18).
 */
export function digamma(x: tf.Tensor): tf.Tensor {
  const { small, y } = shifted(x);
  const inverse = tf.reciprocal(y);
  const square = tf.square(inverse);
  const tail = tf.mul(square, series(square, [1 / 12, -1 / 120, 1 / 252]));
  const large = tf.sub(tf.sub(tf.log(y), tf.mul(0.5, inverse)), tail);
  const terms = Array.from({ length: SHIFT }, (_, k) => tf.reciprocal(tf.add(x, k)));
  return tf.sub(large, tf.mul(small, tf.addN(terms)));
}
