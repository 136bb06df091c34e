import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";

const none = (indices: tf.Tensor) => () => tf.zeros(indices.shape, "float32");
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Adds each slice of `dy` to the place in `x` that it was read from; `dy` is `[...batch, ...outer, ...indices, ...inner]`. */
function gatherGradient(dy: tf.Tensor, x: tf.Tensor, indices: tf.Tensor, axis: number, batch: number): tf.Tensor {
  const count = indices.rank - batch;
  const length = x.shape[axis] as number;
  const [lead, outer, inner] = [x.shape.slice(0, batch), x.shape.slice(batch, axis), x.shape.slice(axis + 1)];
  const front = [
    ...range(0, batch),
    ...range(axis, axis + count),
    ...range(batch, axis),
    ...range(axis + count, dy.rank),
  ];
  const rows = sizeOf(lead);
  const offsets = tf.reshape(tf.range(0, rows * length, length, "int32"), [
    ...lead,
    ...indices.shape.slice(batch).map(() => 1),
  ]);
  const ids = tf.reshape(batch === 0 ? indices : tf.add(indices, offsets), [indices.size]);
  const values = tf.reshape(tf.transpose(dy, front), [indices.size, ...outer, ...inner]);
  const summed = tf.unsortedSegmentSum(values, ids as tf.Tensor1D, rows * length);
  const back = [...range(0, batch), ...range(batch + 1, axis + 1), batch, ...range(axis + 1, x.rank)];
  return tf.transpose(tf.reshape(summed, [...lead, length, ...outer, ...inner]), back);
}

/** Each row gets its segment's gradient; a row with an id outside was left out and gets 0. */
function segmentGradient(dy: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const inside = tf.logicalAnd(tf.greaterEqual(ids, 0), tf.less(ids, dy.shape[0] as number));
  const rows = tf.gather(dy, tf.where(inside, ids, tf.zerosLike(ids)));
  const kept = tf.reshape(tf.cast(inside, "float32"), [...ids.shape, ...dy.shape.slice(1).map(() => 1)]);
  return tf.mul(rows, kept);
}

/** Indices as `[count, rank of the dense tensor]`. */
const listed = (indices: tf.Tensor) => (indices.rank === 2 ? indices : tf.reshape(indices, [-1, 1]));

/** Gradients of reading at, and writing to, places given by whole numbers; the indices themselves get 0. */
export function defineGathers(): void {
  // Stock tfjs unrolls a batch axis, stops at one, and returns the indices for their own gradient.
  defineGradient<{ axis: number; batchDims?: number }>(
    "GatherV2",
    ["x", "indices"],
    (dy, saved, { axis, batchDims }) => {
      const [x, indices] = saved as [tf.Tensor, tf.Tensor];
      const place = tf.util.parseAxisParam(axis, x.shape)[0] as number;
      return { x: () => gatherGradient(dy, x, indices, place, batchDims ?? 0), indices: none(indices) };
    },
  );
  defineGradient("UnsortedSegmentSum", ["segmentIds"], (dy, [ids]) => ({
    x: () => segmentGradient(dy, ids as tf.Tensor),
    segmentIds: none(ids as tf.Tensor),
  }));
  defineGradient("GatherNd", ["params", "indices"], (dy, saved) => {
    const [params, indices] = saved as [tf.Tensor, tf.Tensor];
    return { params: () => tf.scatterND(indices, dy, params.shape), indices: none(indices) };
  });
  defineGradient("ScatterNd", ["indices"], (dy, [indices]) => ({
    updates: () => tf.gatherND(dy, indices as tf.Tensor),
    indices: none(indices as tf.Tensor),
  }));
  // Where two updates name the same place, which of them counts is not defined, and so neither is the gradient.
  defineGradient("TensorScatterUpdate", ["indices", "updates"], (dy, saved) => {
    const [indices, updates] = saved as [tf.Tensor, tf.Tensor];
    return {
      tensor: () => tf.mul(dy, tf.equal(tf.scatterND(indices, tf.onesLike(updates), dy.shape), 0)),
      updates: () => tf.gatherND(dy, indices),
      indices: none(indices),
    };
  });
  defineGradient("SparseToDense", ["sparseIndices", "sparseValues"], (dy, saved) => {
    const [indices, values] = saved as [tf.Tensor, tf.Tensor];
    const written = () => tf.gatherND(dy, listed(indices));
    return {
      sparseValues: () => (values.rank === 0 ? tf.sum(written()) : tf.reshape(written(), values.shape)),
      defaultValue: () => tf.sub(tf.sum(dy), tf.sum(written())),
      sparseIndices: none(indices),
    };
  });
}
