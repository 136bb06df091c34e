import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers"; // registers the gradients of tfjs's kernels
import { installGradients } from "./install-gradients.ts";

/** A scalar function of one tensor. */
export type Scalar = (x: tf.Tensor) => tf.Tensor;

/** tfjs's cpu backend with completed gradients; for this package's own tests, which cannot ask `testing`. */
export async function useOracle(): Promise<void> {
  tf.env().set("IS_TEST", true);
  await tf.setBackend("cpu");
  installGradients();
}

/** Distinct numbers in (-2, 2), away from ties and from 0, the same at every call. */
export function spread(shape: readonly number[], phase = 0): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: size }, (_, i) => {
    const at = ((i + 1) * 0.754877666 + phase * 0.569840291) % 1;
    return Math.sign(at - 0.5) * (0.1 + 3.6 * Math.abs(at - 0.5));
  });
  return tf.tensor(values, [...shape]);
}

/** Fixed weights that turn any tensor into a scalar whose gradient reaches every entry. */
export const weighted = (y: tf.Tensor): tf.Tensor => tf.sum(tf.mul(y, spread(y.shape, 7)));

/** Largest difference between the tfjs gradient of `f` at `x` and central differences, over the largest entry. */
export function gradientError(f: Scalar, x: tf.Tensor, step = 1e-2): number {
  return tf.tidy(() => {
    const analytic = tf.grad(f)(x).dataSync();
    const at = x.dataSync();
    const value = (i: number, by: number) => {
      const moved = Float32Array.from(at);
      moved[i] = (moved[i] as number) + by;
      return f(tf.tensor(moved, x.shape)).dataSync()[0] as number;
    };
    let [gap, scale] = [0, 1e-6];
    at.forEach((_, i) => {
      const numeric = (value(i, step) - value(i, -step)) / (2 * step);
      gap = Math.max(gap, Math.abs(numeric - (analytic[i] as number)));
      scale = Math.max(scale, Math.abs(numeric));
    });
    return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap / scale;
  });
}

/** The gradient's scalar product with fixed weights: its own gradient is a Hessian times a vector. */
export const alongGradient =
  (f: Scalar): Scalar =>
  (x) =>
    weighted(tf.grad(f)(x));
