import * as tf from "@tensorflow/tfjs-core";
import { defineGradient } from "./define-gradient.ts";

interface ResizeAttributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: readonly [number, number];
}

/** Weight of each of `from` pixels in each of `to` resized ones, transposed: [from, to]. */
function weights(from: number, to: number, how: ResizeAttributes, nearest: boolean): tf.Tensor2D {
  const ratio = how.alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  const values = new Float32Array(from * to);
  const give = (pixel: number, i: number, weight: number) => {
    values[pixel * to + i] = (values[pixel * to + i] as number) + weight;
  };
  for (let i = 0; i < to; i++) {
    const shift = how.halfPixelCenters ? 0.5 : 0;
    if (nearest) {
      const at = ratio * (i + shift);
      give(Math.min(from - 1, how.alignCorners ? Math.round(at) : Math.floor(at)), i, 1);
    } else {
      const at = ratio * (i + shift) - shift;
      const low = Math.max(0, Math.floor(at));
      give(low, i, 1 - (at - low));
      give(Math.min(from - 1, Math.max(0, Math.ceil(at))), i, at - low);
    }
  }
  return tf.tensor2d(values, [from, to]);
}

/** Rows, then columns, of `dy` [batch, height, width, channel] go back to the pixels that they were made of. */
function resizeGradient(dy: tf.Tensor, shape: readonly number[], how: ResizeAttributes, nearest: boolean): tf.Tensor {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [tall, wide] = how.size;
  const rows = tf.matMul(
    weights(height, tall, how, nearest) as tf.Tensor,
    tf.reshape(dy, [batch, tall, wide * channels]),
  );
  const columns = tf.matMul(
    weights(width, wide, how, nearest) as tf.Tensor,
    tf.reshape(rows, [batch * height, wide, channels]),
  );
  return tf.reshape(columns, [...shape]);
}

/** The nearest pixel repeated a whole number of times: sums of blocks. */
function repeats(shape: readonly number[], { size, alignCorners }: ResizeAttributes): [number, number] | undefined {
  const [rows, columns] = [size[0] / (shape[1] as number), size[1] / (shape[2] as number)];
  return !alignCorners && Number.isInteger(rows) && Number.isInteger(columns) ? [rows, columns] : undefined;
}

/** Gradients of any order of up- and down-sampling; stock tfjs stops at the first and ignores `halfPixelCenters`. */
export function defineResizes(): void {
  defineGradient<ResizeAttributes>("ResizeBilinear", ["images"], (dy, [images], how) => ({
    images: () => resizeGradient(dy, (images as tf.Tensor).shape, how, false),
  }));
  defineGradient<ResizeAttributes>("ResizeNearestNeighbor", ["images"], (dy, [images], how) => ({
    images: () => {
      const { shape } = images as tf.Tensor;
      const block = repeats(shape, how);
      if (block === undefined) return resizeGradient(dy, shape, how, true);
      return tf.mul(tf.avgPool(dy as tf.Tensor4D, block, block, "valid"), block[0] * block[1]);
    },
  }));
}
