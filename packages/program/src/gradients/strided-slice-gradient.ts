import * as tf from "@tensorflow/tfjs-core";
import { spreadOut } from "./spread-out.ts";

/** Attributes of tfjs's kernel StridedSlice. */
export interface StridedSliceAttributes {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

/** Puts `dy` back to where a strided slice of a tensor of shape `shape` read it, zeros elsewhere. */
export function stridedSliceGradient(dy: tf.Tensor, shape: number[], a: StridedSliceAttributes): tf.Tensor {
  const { begin, end, strides } = tf.slice_util.sliceInfo(
    shape,
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  );
  const counts = begin.map((b, i) => Math.max(0, Math.ceil(((end[i] as number) - b) / (strides[i] as number))));
  if (counts.includes(0)) return tf.zeros(shape);
  return counts.reduce<tf.Tensor>(
    (gradient, count, axis) => {
      const [first, stride] = [begin[axis] as number, strides[axis] as number];
      const upwards = stride < 0 ? tf.reverse(gradient, axis) : gradient;
      const from = stride < 0 ? first + (count - 1) * stride : first;
      const placed = spreadOut(upwards, axis, Math.abs(stride));
      const rest = (shape[axis] as number) - from - (placed.shape[axis] as number);
      return tf.pad(
        placed,
        placed.shape.map((_, i): [number, number] => (i === axis ? [from, rest] : [0, 0])),
      );
    },
    tf.reshape(dy, counts),
  );
}
