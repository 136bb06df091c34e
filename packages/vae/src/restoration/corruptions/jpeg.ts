import { normal } from "@elbo/distributions";
import { type Distribution, NotSupportedError, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { CorruptionDefinition, Seen } from "../corruption.ts";
import { BLOCK, blockCosines, stepOf } from "../laws/block-cosines.ts";
import { cellMoments, logCellMass } from "../laws/normal-cells.ts";
import { valuesOf, varianceOf } from "../laws/values.ts";

const place = z
  .int()
  .min(0)
  .max(BLOCK - 1);

const config = z.strictObject({
  kind: z.literal("jpeg"),
  quality: z.int().min(1).max(100).describe("1 to 100, as libjpeg counts it; each channel by the table for brightness"),
  offset: z.tuple([place, place]).default([0, 0]).describe("row and column of the first pixel where a block begins"),
});

/** Middle of the pixels' range, which JPEG takes off first. */
const MIDDLE = 128 / 255;

/** A linear map of pictures by a matrix for rows and one for columns. */
type Matrix = readonly (readonly number[])[];

const transposed = (matrix: Matrix): Matrix =>
  (matrix[0] as readonly number[]).map((_, j) => matrix.map((row) => row[j] as number));
const squared = (matrix: Matrix): Matrix => matrix.map((row) => row.map((v) => v * v));

/** `[...lead, height, width, channel]`, rows mapped by one matrix and columns by another. */
function mapped(values: tf.Tensor, rows: Matrix, columns: Matrix, shape: Shape): tf.Tensor {
  const [height, width, channels] = shape as [number, number, number];
  const count = values.size / height / width;
  // Channels go before the rest, so that one matrix product does all rows, another all columns.
  const flat = tf.reshape(values, [count / channels, height, width, channels]); // a row of numbers is [height, 1, 1]
  const across = tf.matMul(
    tf.reshape(tf.transpose(flat, [0, 3, 1, 2]), [count * height, width]),
    tf.tensor2d(transposed(columns) as number[][]),
  );
  const down = tf.matMul(
    tf.reshape(tf.transpose(tf.reshape(across, [count, height, width]), [0, 2, 1]), [count * width, height]),
    tf.tensor2d(transposed(rows) as number[][]),
  );
  const back = tf.transpose(tf.reshape(down, [count / channels, channels, width, height]), [0, 3, 2, 1]);
  return tf.reshape(back, values.shape);
}

/** The same on the host, of one picture, in doubles. */
function mappedHere(
  values: ArrayLike<number>,
  rows: Matrix,
  columns: Matrix,
  [height, width, channels]: Shape,
): Float64Array {
  const [h, w, c] = [height as number, width as number, channels as number];
  const across = new Float64Array(h * w * c);
  const out = new Float64Array(h * w * c);
  const each = (visit: (row: number, column: number, channel: number, at: number) => void) => {
    for (let at = 0; at < h * w * c; at++) visit(Math.floor(at / c / w), Math.floor(at / c) % w, at % c, at);
  };
  each((row, column, channel, at) => {
    for (let k = 0; k < w; k++) {
      across[at] =
        (across[at] as number) + (columns[column]?.[k] as number) * (values[(row * w + k) * c + channel] as number);
    }
  });
  each((row, column, channel, at) => {
    for (let k = 0; k < h; k++) {
      out[at] = (out[at] as number) + (rows[row]?.[k] as number) * (across[(k * w + column) * c + channel] as number);
    }
  });
  return out;
}

/**
 * JPEG's loss: cosine coefficients of blocks of 8 x 8 pixels, rounded to multiples of a step s each (ITU-T T.81). What is seen, y, is
 * in which cell of width s each coefficient lies: p(y|z) is the mass that p(x|z) has there, the coefficient being normal with its
 * mean and variance. Exact for a Gaussian p(x|z) whose variance is the same all over a block; for others coefficients count as
 * normal and as independent given z. Blocks that a border cuts are transformed as what is left of them, a cell around what is seen.
 */
export const jpeg: CorruptionDefinition<z.output<typeof config>> = {
  kind: "jpeg",
  summary: "JPEG's blocks of cosines, rounded as a quality says",
  config,
  create: ({ quality, offset }, field) => {
    const [length = 0] = field.shape;
    // A row of numbers is a picture that is one pixel wide.
    const shape: Shape = field.shape.length === 1 ? [length, 1, 1] : field.shape;
    if (shape.length !== 3) {
      throw new NotSupportedError("these are no pictures", {
        where: "restore jpeg",
        expected: "x of [height, width, channel], or rows of numbers",
        received: `x of [${field.shape}]`,
      });
    }
    const [height, width, channels] = shape as [number, number, number];
    const [down, across] = [blockCosines(height, offset[0]), blockCosines(width, offset[1])];
    const matrix = (cosines: typeof down): Matrix => cosines.map(({ row }) => [...row]);
    const [rows, columns] = [matrix(down), matrix(across)];
    const [up, back] = [transposed(rows), transposed(columns)];
    const coefficient = <T>(of: (vertical: (typeof down)[0], horizontal: (typeof down)[0]) => T): T[] =>
      down.flatMap((v) => across.flatMap((h) => new Array<T>(channels).fill(of(v, h))));
    const steps = coefficient((v, h) => stepOf(quality, v.frequency, h.frequency) / 255);
    const whole = coefficient((v, h) => Number(v.whole && h.whole));
    const middle = mappedHere(new Float64Array(height * width * channels).fill(MIDDLE), rows, columns, shape);
    const constant = (values: ArrayLike<number>) =>
      tf.reshape(tf.tensor1d(Float32Array.from(values)), [...field.shape]);
    /** Coefficients of a picture that came out of JPEG: whole blocks are put back on the multiples that rounded pixels left. */
    const coefficients = (y: tf.Tensor) => {
      const raw = mapped(y, rows, columns, shape);
      const [step, centre] = [constant(steps), constant(middle)];
      const near = tf.add(tf.mul(tf.round(tf.div(tf.sub(raw, centre), step)), step), centre);
      return tf.add(raw, tf.mul(constant(whole), tf.sub(near, raw)));
    };
    /** Mean and variance of pixels and of coefficients as they are seen. */
    const moments = (elements: Distribution) => {
      const mean = (elements.mean as NonNullable<Distribution["mean"]>)();
      const own = varianceOf(elements, field);
      if (!own) {
        throw new NotSupportedError(`"${elements.family}" does not say its variance`, {
          where: "vae.restore",
          remedy: "Use a model with a Gaussian likelihood.",
        });
      }
      const variance = tf.add(own, tf.zerosLike(mean));
      const half = constant(steps.map((step) => step / 2));
      const spread = mapped(variance, squared(rows), squared(columns), shape);
      return { mean, variance, seen: { mean: mapped(mean, rows, columns, shape), variance: spread, half } };
    };
    return {
      seen: { shape: field.shape, dtype: "float32", support: field.support === "binary" ? "unit" : field.support },
      exact: false,
      last: true,
      nodes: valuesOf(field)?.count ?? 1,
      law: (elements) => {
        const { seen } = moments(elements);
        return {
          family: "jpeg",
          mass: true,
          batchShape: elements.batchShape,
          eventShape: [],
          parameters: {},
          gradient: "none",
          logProb: (y) => logCellMass({ ...seen, middle: coefficients(y) }),
        };
      },
      clean: (elements, { y, mask }: Seen) => {
        const { mean, variance, seen } = moments(elements);
        const inside = cellMoments({ ...seen, middle: coefficients(y) });
        const pull = tf.div(tf.mul(mask, tf.sub(inside.mean, seen.mean)), seen.variance);
        const told = tf.div(tf.mul(mask, tf.sub(seen.variance, inside.variance)), tf.square(seen.variance));
        const known = mapped(told, squared(up), squared(back), shape);
        return normal({
          mean: tf.add(mean, tf.mul(variance, mapped(pull, up, back, shape))),
          scale: tf.sqrt(tf.maximum(tf.sub(variance, tf.mul(tf.square(variance), known)), 0)),
        });
      },
      widen: (mask) => {
        const hidden = new Set<number>();
        const blockOf = (at: number) => {
          const pixel = Math.floor(at / channels);
          const [row, column] = [Math.floor(pixel / width) - offset[0], (pixel % width) - offset[1]];
          return (Math.floor(row / BLOCK) * (width + BLOCK) + Math.floor(column / BLOCK)) * channels + (at % channels);
        };
        for (let at = 0; at < mask.length; at++) if (mask[at] === 0) hidden.add(blockOf(at));
        return Float32Array.from(mask, (_, at) => Number(!hidden.has(blockOf(at))));
      },
      rough: (y) => y,
      damage: (x) => {
        const raw = mappedHere(x, rows, columns, shape).map((v, i) => {
          const [step, centre] = [steps[i] as number, middle[i] as number];
          return Math.round((v - centre) / step) * step + centre;
        });
        const y = mappedHere(raw, up, back, shape);
        // A decoder gives bytes.
        const bytes = field.support === "unit" || field.support === "binary";
        return Float32Array.from(y, (v) => (bytes ? Math.round(255 * Math.min(1, Math.max(0, v))) / 255 : v));
      },
    };
  },
};
