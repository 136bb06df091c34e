import type { FlattenedAxis, Shape } from "@elbo/spec";
import type { StoredTensor } from "../../checkpoints/safetensors.ts";

const count = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

const strides = (shape: Shape): number[] => {
  const out = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    out[axis] = (out[axis + 1] as number) * (shape[axis + 1] as number);
  return out;
};

/** Exchanges axes: axis i of the result is axis `order[i]` of the tensor. */
export function transposeAxes({ shape, values }: StoredTensor, order: readonly number[]): StoredTensor {
  const from = strides(shape);
  const [lengths, steps] = [order.map((axis) => shape[axis] as number), order.map((axis) => from[axis] as number)];
  const out = new Float32Array(values.length);
  const at = new Array<number>(order.length).fill(0);
  let source = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = values[source] as number;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      source += steps[axis] as number;
      at[axis] = (at[axis] as number) + 1;
      if ((at[axis] as number) < (lengths[axis] as number)) break;
      source -= (at[axis] as number) * (steps[axis] as number);
      at[axis] = 0;
    }
  }
  return { shape: lengths, values: out };
}

/** Entries `from` to `to` (exclusive) of one axis. */
export function cutAxis(
  { shape, values }: StoredTensor,
  axis: number,
  [from, to]: readonly [number, number],
): StoredTensor {
  const length = shape[axis] as number;
  const inner = count(shape.slice(axis + 1));
  const outer = count(shape.slice(0, axis));
  const width = (to - from) * inner;
  const out = new Float32Array(outer * width);
  for (let i = 0; i < outer; i++) {
    const begin = (i * length + from) * inner;
    out.set(values.subarray(begin, begin + width), i * width);
  }
  return { shape: shape.map((n, i) => (i === axis ? to - from : n)), values: out };
}

/** Turns an axis that is a flattened `[channel, height, width]` into `[height, width, channel]`, flattened. */
export function channelsToTheEnd(tensor: StoredTensor, { axis, image }: FlattenedAxis): StoredTensor {
  const [height, width, channels] = image as [number, number, number];
  const [before, after] = [count(tensor.shape.slice(0, axis)), count(tensor.shape.slice(axis + 1))];
  const opened = { shape: [before, channels, height, width, after], values: tensor.values };
  return { shape: tensor.shape, values: transposeAxes(opened, [0, 2, 3, 1, 4]).values };
}
