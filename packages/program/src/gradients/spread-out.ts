import * as tf from "@tensorflow/tfjs-core";

/** Entries along `axis` moved `step` apart, zeros between them: length n becomes (n - 1) step + 1. */
export function spreadOut(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  const length = x.shape[axis] as number;
  if (step === 1 || length <= 1) return x;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const [rows, width] = [size(before), size(after)];
  const gaps = tf.pad(tf.reshape(x, [rows, length, 1, width]), [
    [0, 0],
    [0, 0],
    [0, step - 1],
    [0, 0],
  ]);
  const reach = (length - 1) * step + 1;
  const cut = tf.slice(tf.reshape(gaps, [rows, length * step, width]), [0, 0, 0], [rows, reach, width]);
  return tf.reshape(cut, [...before, reach, ...after]);
}
