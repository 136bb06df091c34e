import * as tf from "@tensorflow/tfjs-core";
import { pad, reshape, reverse, slice, transpose } from "../graph/arrange.ts";
import { sizeOf } from "../graph/look.ts";
import type { Value } from "../graph/types.ts";
import { attribute, type Lowering, type Lowerings, operand, refuse } from "./lowering.ts";

const depthToSpace: Lowering = (call) => {
  if (attribute(call, "dataFormat", "NHWC") !== "NHWC") refuse("another layout than NHWC");
  const x = operand(call, "x");
  const size = attribute<number>(call, "blockSize");
  const [batch, height, width, depth] = x.shape as [number, number, number, number];
  const channels = depth / size ** 2;
  const blocks = reshape(call.g, x, [batch, height, width, size, size, channels]);
  const moved = transpose(call.g, blocks, [0, 1, 3, 2, 4, 5]);
  return reshape(call.g, moved, [batch, height * size, width * size, channels]);
};

/** [batch, ...space, ...rest] -> [...block, batch, ...space / block, ...rest], after padding. */
const spaceToBatch: Lowering = (call) => {
  const { g } = call;
  const x = operand(call, "x");
  const block = attribute<number[]>(call, "blockShape");
  const paddings = attribute<[number, number][]>(call, "paddings");
  const margins = x.shape.map((_, i): [number, number] => paddings[i - 1] ?? [0, 0]);
  const padded = pad(g, x, margins, 0);
  const cut = tf.backend_util.getReshaped([...padded.shape], block, sizeOf(block), false);
  const order = tf.backend_util.getPermuted(cut.length, block.length, false);
  const shape = tf.backend_util.getReshapedPermuted([...padded.shape], block, sizeOf(block), false);
  return reshape(g, transpose(g, reshape(g, padded, cut), order), shape);
};

const batchToSpace: Lowering = (call) => {
  const { g } = call;
  const x = operand(call, "x");
  const block = attribute<number[]>(call, "blockShape");
  const crops = attribute<[number, number][]>(call, "crops");
  const cut = tf.backend_util.getReshaped([...x.shape], block, sizeOf(block));
  const order = tf.backend_util.getPermuted(cut.length, block.length);
  const shape = tf.backend_util.getReshapedPermuted([...x.shape], block, sizeOf(block));
  const whole = reshape(g, transpose(g, reshape(g, x, cut), order), shape);
  const kept = whole.shape.map((length, i) => length - (crops[i - 1]?.[0] ?? 0) - (crops[i - 1]?.[1] ?? 0));
  const begin = kept.map((_, i) => crops[i - 1]?.[0] ?? 0);
  return slice(g, whole, begin, kept);
};

/** n values each followed by n zeros, cut to n^2: the diagonal of a square matrix. */
const diagonal: Lowering = (call) => {
  const { g } = call;
  const x = operand(call, "x");
  const n = sizeOf(x.shape);
  const spaced = pad(
    g,
    reshape(g, x, [n, 1]),
    [
      [0, 0],
      [0, n],
    ],
    0,
  );
  return reshape(g, slice(g, reshape(g, spaced, [n * (n + 1)]), [0], [n * n]), [...x.shape, ...x.shape]) as Value;
};

/** Rearrangements in blocks, along the diagonal, and left to right. */
export const BLOCKS: Lowerings = {
  DepthToSpace: depthToSpace,
  SpaceToBatchND: spaceToBatch,
  BatchToSpaceND: batchToSpace,
  Diag: diagonal,
  FlipLeftRight: (call) => reverse(call.g, operand(call, "image"), [2]),
};
