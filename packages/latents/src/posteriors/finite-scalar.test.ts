import { eagerContext } from "@elbo/program";
import type { Codebook } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createFiniteScalar, finiteScalarPosterior } from "./finite-scalar.ts";

beforeAll(useCpu);

const schema = finiteScalarPosterior.config(() => {
  throw new Error("no slots");
});
const posterior = (levels: readonly number[], positions: readonly number[] = [1]) =>
  createFiniteScalar(schema.parse({ kind: "finite-scalar", levels, positions }));
const quantised = (levels: readonly number[], code: tf.Tensor) =>
  posterior(levels, code.shape.slice(1, -1))
    .distribution({}, { code }, fakeGiven(), eagerContext().context)
    .mean?.() as tf.Tensor;

describe("finite-scalar", () => {
  it.each([3, 4, 5, 8])(
    "gives exactly %s values to a channel, 0 among them, each reached from some encoding",
    (count) => {
      const values = quantised([count], tf.reshape(tf.linspace(-9, 9, 4001), [4001, 1, 1])).dataSync();
      const half = Math.floor(count / 2);
      const expected = Array.from({ length: count }, (_, i) => Math.fround((i - half) / half));
      expect([...new Set(Array.from(values, (x) => x + 0))].sort((a, b) => a - b)).toEqual(expected);
      expectClose(quantised([count], tf.zeros([1, 1, 1])), [0], 0);
    },
  );

  it("passes gradients straight through rounding: that of the bounded value", () => {
    const code = tf.tensor([0.3, -0.7, 1.2, 0.1], [2, 1, 2]);
    const gradient = tf
      .grad((x) => tf.sum(quantised([5, 3], x)))(code)
      .dataSync();
    code.dataSync().forEach((x, i) => {
      const [half, width] = i % 2 === 0 ? [2 * 0.999, 2] : [0.999, 1];
      expect(gradient[i]).toBeCloseTo((half / width) * (1 - Math.tanh(x) ** 2), 5);
    });
  });

  it("has a codebook of all combinations, whose look-up and indices are inverse to each other", () => {
    const levels = [4, 3, 5];
    const book = posterior(levels, [60]).codebook?.({}) as Codebook;
    expect([book.size, book.shape, posterior(levels, [60]).codes]).toEqual([60, [60], { size: 60, shape: [60] }]);
    const all = tf.reshape(tf.range(0, 60, 1, "int32"), [1, 60]);
    const values = book.lookup(all);
    expect(values.shape).toEqual([1, 60, 3]);
    expect([...book.indices(values).dataSync()]).toEqual([...all.dataSync()]);
    expectClose(tf.slice(values, [0, 1, 0], [1, 1, 3]), [-0.5, -1, -1], 1e-6); // the first channel counts fastest
    const code = tf.sin(tf.reshape(tf.range(0, 360), [2, 60, 3]));
    const z = quantised(levels, code);
    expectClose(book.lookup(book.indices(z)), z, 1e-6);
    const large = posterior([16, 16, 16, 16], [3]).codebook?.({}) as Codebook;
    const far = tf.tensor([65535, 65534, 4095], [1, 3], "int32");
    expect([...large.indices(large.lookup(far)).dataSync()]).toEqual([65535, 65534, 4095]);
  });

  it("has a strict schema and the paper's levels", () => {
    expect(schema.parse({ kind: "finite-scalar", positions: [4, 4] })).toMatchObject({ levels: [8, 5, 5, 5] });
    expect(posterior([8, 5, 5, 5], [4, 4]).shape).toEqual([4, 4, 4]);
    expect(schema.safeParse({ kind: "finite-scalar", positions: [4], levels: [256, 512] }).success).toBe(false);
    expect(schema.safeParse({ kind: "finite-scalar", positions: [4], levels: [2] }).success).toBe(false);
    expect(schema.safeParse({ kind: "finite-scalar", positions: [4], codes: 9 }).success).toBe(false);
  });
});
