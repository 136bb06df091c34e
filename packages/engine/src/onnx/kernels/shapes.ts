import * as tf from "@tensorflow/tfjs-core";
import { concat, expand, pad, pick, reshape, reverse, slice, split, tile, transpose } from "../graph/arrange.ts";
import { sizeOf } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import { attribute, type Lowering, type Lowerings, operand } from "./lowering.ts";

const axesOf = (axes: number | number[] | null | undefined, x: Value) =>
  tf.util.parseAxisParam(axes as number | number[], [...x.shape]);

const expandDims: Lowering = (call) => {
  const x = operand(call, "input");
  const dim = attribute<number>(call, "dim");
  const shape = [...x.shape];
  shape.splice(dim < 0 ? x.shape.length + dim + 1 : dim, 0, 1);
  return reshape(call.g, x, shape);
};

const join: Lowering = (call) => {
  const xs = Object.values(call.inputs);
  const axis = axesOf(attribute(call, "axis"), xs[0] as Value)[0] as number;
  return concat(call.g, xs, axis);
};

const splitV: Lowering = (call) => {
  const x = operand(call, "x");
  const axis = axesOf(attribute(call, "axis"), x)[0] as number;
  const info = { shape: [...x.shape] } as tf.Tensor;
  const sizes = tf.backend_util.prepareSplitSize(info, attribute<number[] | number>(call, "numOrSizeSplits"), axis);
  return split(call.g, x, sizes, axis);
};

const sliceOf: Lowering = (call) => {
  const x = operand(call, "x");
  const info = { shape: [...x.shape], rank: x.shape.length } as tf.Tensor;
  const [begin, size] = tf.slice_util.parseSliceParams(
    info,
    attribute<number[]>(call, "begin"),
    attribute<number[]>(call, "size"),
  );
  return slice(call.g, x, begin as number[], size as number[]);
};

const pack: Lowering = (call) => {
  const { g } = call;
  const xs = Object.values(call.inputs);
  const shape = [...(xs[0] as Value).shape];
  const axis = attribute<number>(call, "axis");
  shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
  return concat(
    g,
    xs.map((x) => reshape(g, x, shape)),
    axis < 0 ? axis + shape.length : axis,
  );
};

const unpack: Lowering = (call) => {
  const x = operand(call, "value");
  const axis = axesOf(attribute(call, "axis"), x)[0] as number;
  const shape = x.shape.filter((_, i) => i !== axis);
  const pieces = split(call.g, x, new Array<number>(x.shape[axis] as number).fill(1), axis);
  return pieces.map((piece) => reshape(call.g, piece, shape));
};

/** Mirrors by slices: `reflect` leaves the border out, `symmetric` repeats it. */
function mirror(g: Graph, x: Value, paddings: readonly [number, number][], mode: string): Value {
  const skip = mode === "reflect" ? 1 : 0;
  return paddings.reduce((y, [before, after], axis) => {
    const length = y.shape[axis] as number;
    const part = (from: number, count: number) => {
      const begin = y.shape.map((_, i) => (i === axis ? from : 0));
      return reverse(
        g,
        slice(
          g,
          y,
          begin,
          y.shape.map((d, i) => (i === axis ? count : d)),
        ),
        [axis],
      );
    };
    const head = before > 0 ? [part(skip, before)] : [];
    const tail = after > 0 ? [part(length - after - skip, after)] : [];
    return concat(g, [...head, y, ...tail], axis);
  }, x);
}

const strided: Lowering = (call) => {
  const x = operand(call, "x");
  const list = (name: string) => attribute<number[]>(call, name);
  const mask = (name: string) => attribute(call, name, 0);
  const info = tf.slice_util.sliceInfo(
    [...x.shape],
    list("begin"),
    list("end"),
    list("strides"),
    mask("beginMask"),
    mask("endMask"),
    mask("ellipsisMask"),
    mask("newAxisMask"),
    mask("shrinkAxisMask"),
  );
  return reshape(call.g, pick(call.g, x, info.begin, info.end, info.strides), info.finalShape);
};

/** Moving, joining, cutting and repeating elements. */
export const SHAPES: Lowerings = {
  Reshape: (call) => {
    const x = operand(call, "x");
    return reshape(call.g, x, tf.util.inferFromImplicitShape(attribute<number[]>(call, "shape"), sizeOf(x.shape)));
  },
  ExpandDims: expandDims,
  Transpose: (call) => transpose(call.g, operand(call, "x"), attribute<number[]>(call, "perm")),
  Concat: join,
  SplitV: splitV,
  Slice: sliceOf,
  StridedSlice: strided,
  Pack: pack,
  Unpack: unpack,
  PadV2: (call) => pad(call.g, operand(call, "x"), attribute(call, "paddings"), attribute(call, "constantValue", 0)),
  MirrorPad: (call) => mirror(call.g, operand(call, "x"), attribute(call, "paddings"), attribute(call, "mode")),
  Tile: (call) => tile(call.g, operand(call, "x"), attribute<number[]>(call, "reps")),
  BroadcastTo: (call) => expand(call.g, operand(call, "x"), attribute<number[]>(call, "shape")),
  Reverse: (call) => {
    const x = operand(call, "x");
    return reverse(call.g, x, axesOf(attribute(call, "dims"), x));
  },
};
