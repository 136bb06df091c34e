import * as tf from "@tensorflow/tfjs-core";
import { spaceToDepth } from "../shapes/space-to-depth.ts";
import { defineGradient } from "./define-gradient.ts";
import { mirrorPadGradient } from "./mirror-pad-gradient.ts";
import { type StridedSliceAttributes, stridedSliceGradient } from "./strided-slice-gradient.ts";

const listed = (dy: tf.Tensor | tf.Tensor[]) => (Array.isArray(dy) ? dy : [dy]);

/** Sums the copies that `tf.tile` made, axis by axis so that the rank stays small. */
function untile(dy: tf.Tensor, shape: readonly number[], reps: readonly number[]): tf.Tensor {
  let gradient = dy;
  reps.forEach((copies, axis) => {
    if (copies === 1) return;
    const [before, after] = [gradient.shape.slice(0, axis), gradient.shape.slice(axis + 1)];
    const size = (axes: readonly number[]) => axes.reduce((a, b) => a * b, 1);
    const split = tf.reshape(gradient, [size(before), copies, shape[axis] as number, size(after)]);
    gradient = tf.reshape(tf.sum(split, 1), [...before, shape[axis] as number, ...after]);
  });
  return gradient;
}

/** The diagonal of the square matrix that `dy` is when flattened. */
function diagonal(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const n = shape.reduce((a, b) => a * b, 1);
  return tf.reshape(tf.sum(tf.mul(tf.reshape(dy, [n, n]), tf.eye(n)), 1), [...shape]);
}

/** Gradients of kernels that move, copy or add up along an axis. */
export function defineRearrangements(): void {
  // Stock tfjs permutes the gradient wrongly off the last axis; for a square tensor it is silently transposed.
  defineGradient<{ axis: number; exclusive: boolean; reverse: boolean }>(
    "Cumsum",
    ["x"],
    (dy, _, { axis, exclusive, reverse }) => ({ x: () => tf.cumsum(dy, axis, exclusive, !reverse) }),
  );
  // Stock tfjs stops at rank 4.
  defineGradient<{ reps: number[] }>("Tile", ["x"], (dy, [x], { reps }) => ({
    x: () => untile(dy, (x as tf.Tensor).shape, reps),
  }));
  // Stock tfjs gives the gradient of zero padding.
  defineGradient<{ paddings: [number, number][]; mode: "reflect" | "symmetric" }>(
    "MirrorPad",
    ["x"],
    (dy, [x], { paddings, mode }) => ({ x: () => mirrorPadGradient(dy, (x as tf.Tensor).shape, paddings, mode) }),
  );
  // Stock tfjs takes a single output's gradient for a list.
  defineGradient<{ axis: number }>("Unpack", [], (dy, _, { axis }) => ({ value: () => tf.stack(listed(dy), axis) }));
  defineGradient<{ axis: number }>("SplitV", [], (dy, _, { axis }) => ({ x: () => tf.concat(listed(dy), axis) }));
  // Stock tfjs has none of these.
  defineGradient<StridedSliceAttributes>("StridedSlice", ["x"], (dy, [x], attributes) => ({
    x: () => stridedSliceGradient(dy, (x as tf.Tensor).shape, attributes),
  }));
  defineGradient<{ blockSize: number }>("DepthToSpace", [], (dy, _, { blockSize }) => ({
    x: () => spaceToDepth(dy, blockSize),
  }));
  defineGradient("Diag", ["x"], (dy, [x]) => ({ x: () => diagonal(dy, (x as tf.Tensor).shape) }));
  defineGradient("FlipLeftRight", [], (dy) => ({ image: () => tf.reverse(dy, 2) }));
}
