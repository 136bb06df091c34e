import * as tf from "@tensorflow/tfjs-core";

/**
 * Central differences of a scalar function, entry by entry: (f(x + h e_i) - f(x - h e_i)) / 2h.
 * The oracle for gradients: compare with tolerance 1e-3 (first order) or 1e-2 (second order, h = 1e-2).
 */
export function centralDifference(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, step = 1e-2): Float32Array {
  const at = x.dataSync();
  const value = (i: number, by: number) =>
    tf.tidy(() => {
      const moved = Float32Array.from(at);
      moved[i] = (moved[i] as number) + by;
      return f(tf.tensor(moved, x.shape)).dataSync()[0] as number;
    });
  return Float32Array.from(at, (_, i) => (value(i, step) - value(i, -step)) / (2 * step));
}
