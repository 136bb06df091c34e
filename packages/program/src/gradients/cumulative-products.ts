import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";

interface Running {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Which factor i counts in which running product j, [factor, product]. */
function reach(n: number, { exclusive, reverse }: Running): tf.Tensor2D {
  const counts = (i: number, j: number) => {
    const ahead = reverse ? i - j : j - i;
    return exclusive ? ahead > 0 : ahead >= 0;
  };
  return tf.tensor2d(
    Float32Array.from({ length: n * n }, (_, at) => Number(counts(Math.floor(at / n), at % n))),
    [n, n],
  );
}

/** Brings `axes` to the end, and back. */
function toEnd(rank: number, axes: readonly number[]): { readonly there: number[]; readonly back: number[] } {
  const there = [...Array.from({ length: rank }, (_, i) => i).filter((i) => !axes.includes(i)), ...axes];
  return { there, back: there.map((_, i) => there.indexOf(i)) };
}

/** dx_i = sum_j dy_j [i counts in j] prod_{k counts in j, k != i} x_k: without a division, so zeros do no harm. */
function runningGradient(dy: tf.Tensor, x: tf.Tensor, how: Running): tf.Tensor {
  const { there, back } = toEnd(x.rank, tf.util.parseAxisParam(how.axis, x.shape));
  const [factors, gradient] = [tf.transpose(x, there), tf.transpose(dy, there)];
  const n = factors.shape.at(-1) as number;
  const self = tf.eye(n);
  const others = tf.add(tf.mul(tf.expandDims(factors, -2), tf.sub(1, self)), self); // x_k, and 1 at k = i
  const products = tf.cumprod(others, x.rank, how.exclusive, how.reverse);
  const shares = tf.mul(tf.mul(products, reach(n, how)), tf.expandDims(gradient, -2));
  return tf.transpose(tf.sum(shares, -1), back);
}

/** dx_i = dy prod_{k < i} x_k prod_{k > i} x_k. */
function productGradient(dy: tf.Tensor, x: tf.Tensor, axis: number | number[] | undefined): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis as number, x.shape);
  const { there, back } = toEnd(x.rank, axes);
  const moved = tf.transpose(x, there);
  const rest = moved.shape.slice(0, x.rank - axes.length);
  const factors = tf.reshape(moved, [...rest, axes.reduce((size, i) => size * (x.shape[i] as number), 1)]);
  const place = rest.length;
  const others = tf.mul(tf.cumprod(factors, place, true, false), tf.cumprod(factors, place, true, true));
  const gradient = tf.mul(others, tf.reshape(dy, [...rest, 1]));
  return tf.transpose(tf.reshape(gradient, moved.shape), back);
}

/** Gradients of products along axes, of first and second order, right also where factors are 0. */
export function defineCumulativeProducts(): void {
  defineGradient<Running>("Cumprod", ["x"], (dy, [x], how) => ({ x: () => runningGradient(dy, x as tf.Tensor, how) }));
  // Stock tfjs's needs a gradient of Cumprod for the second order, and takes no negative axis.
  defineGradient<{ axis?: number | number[] }>("Prod", ["x"], (dy, [x], { axis }) => ({
    x: () => productGradient(dy, x as tf.Tensor, axis),
  }));
}
