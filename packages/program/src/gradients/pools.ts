import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";

interface PoolAttributes {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

type Four = tf.Tensor4D;

/** Sizes of a pooling, and the margins around the image. */
function sizes(shape: readonly number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes) {
  const info = tf.backend_util.computePool2DInfo(shape as Four["shape"], filterSize, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = info.padInfo;
  const margins: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return { info, margins };
}

/** Elements of a window over those of it that lie within the image, [1, height, width, 1]. */
function shares({ info, margins }: ReturnType<typeof sizes>): tf.Tensor {
  const within = (at: number, stride: number, size: number, before: number, length: number) =>
    Math.min(at * stride - before + size, length) - Math.max(at * stride - before, 0);
  const rows = (i: number) =>
    within(i, info.strideHeight, info.filterHeight, margins[1]?.[0] ?? 0, info.inHeight) / info.filterHeight;
  const columns = (i: number) =>
    within(i, info.strideWidth, info.filterWidth, margins[2]?.[0] ?? 0, info.inWidth) / info.filterWidth;
  const values = Float32Array.from({ length: info.outHeight * info.outWidth }, (_, at) => {
    return 1 / (rows(Math.floor(at / info.outWidth)) * columns(at % info.outWidth));
  });
  return tf.tensor(values, [1, info.outHeight, info.outWidth, 1]);
}

/** Each window's dy is shared by its elements within the image; the image with its margins needs no padding. */
function averageGradient(dy: tf.Tensor, x: tf.Tensor, attributes: PoolAttributes): tf.Tensor {
  const { filterSize, strides } = attributes;
  const known = sizes(x.shape, attributes);
  const padded = x.shape.map((length, i) => length + (known.margins[i]?.[0] ?? 0) + (known.margins[i]?.[1] ?? 0));
  const whole = known.margins.every(([before, after]) => before + after === 0);
  const inputs = { dy: whole ? dy : tf.mul(dy, shares(known)), input: tf.zeros(padded) };
  const made = tf.engine().runKernel("AvgPoolGrad", inputs, { filterSize, strides, pad: "valid" }) as Four;
  const begin = known.margins.map(([before]) => before);
  return whole ? made : tf.slice(made, begin, x.shape);
}

/** `g` at the first largest element of each window of `x`: what each window's dy would move. */
function atMaxima(g: tf.Tensor, x: tf.Tensor, attributes: PoolAttributes): tf.Tensor {
  const { info, margins } = sizes(x.shape, attributes);
  const [values, moved] = [tf.pad(x, margins, Number.NEGATIVE_INFINITY), tf.pad(g, margins)];
  const { strideHeight, strideWidth, outHeight, outWidth } = info;
  const tap = (of: tf.Tensor, i: number, j: number) => {
    const end = [of.shape[0] as number, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1];
    return tf.stridedSlice(of, [0, i, j, 0], [...end, of.shape[3] as number], [1, strideHeight, strideWidth, 1]);
  };
  const places = Array.from({ length: info.filterHeight * info.filterWidth }, (_, at): [number, number] => [
    Math.floor(at / info.filterWidth),
    at % info.filterWidth,
  ]);
  const largest = places.map(([i, j]) => tap(values, i, j)).reduce((a, b) => tf.maximum(a, b));
  let open: tf.Tensor = tf.onesLike(largest);
  const chosen = places.map(([i, j]) => {
    const hit = tf.mul(open, tf.cast(tf.equal(tap(values, i, j), largest), "float32"));
    open = tf.sub(open, hit);
    return tf.mul(hit, tap(moved, i, j));
  });
  return tf.addN(chosen);
}

/** Pools twice over: stock tfjs stops at first order, and averages padding in on `cpu`. */
export function definePools(): void {
  defineGradient<PoolAttributes>("AvgPool", ["x"], (dy, [x], attributes) => ({
    x: () => averageGradient(dy, x as tf.Tensor, attributes),
  }));
  // Called by the gradient above only, so never padded.
  defineGradient<PoolAttributes>("AvgPoolGrad", ["input"], (g, [input], { filterSize, strides }) => ({
    dy: () => tf.avgPool(g as Four, filterSize, strides, "valid"),
    input: () => tf.zerosLike(input as tf.Tensor),
  }));
  defineGradient<PoolAttributes>("MaxPoolGrad", ["input", "output"], (g, saved, attributes) => {
    const [input, output] = saved as [tf.Tensor, tf.Tensor];
    return {
      dy: () => atMaxima(g, input, attributes),
      input: () => tf.zerosLike(input),
      output: () => tf.zerosLike(output),
    };
  });
}
