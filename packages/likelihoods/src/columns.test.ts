import type { Definition, Distribution, Field } from "@elbo/spec";
import { describeConformance, expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { categoricalLikelihood } from "./categorical.ts";
import { columnsLikelihood } from "./columns.ts";
import { gaussianLikelihood } from "./gaussian.ts";
import { logNormalLikelihood } from "./log-normal.ts";
import { ordinalLikelihood } from "./ordinal.ts";
import { poissonLikelihood } from "./poisson.ts";
import { elementsOf, likelihoodChecks, make, outputsOf } from "./test-support/likelihood-checks.ts";

beforeAll(useCpu);

const columns = [
  { name: "kind", type: "category", categories: 3 },
  { name: "number", type: "real" },
  { name: "visits", type: "count" },
  { name: "grade", type: "ordinal", categories: 4 },
  { name: "price", type: "positive" },
  { name: "other", type: "real" },
] as const;
const x: Field = { shape: [6], dtype: "float32", support: "mixed", columns };
const rows = [
  [2, -0.5, 3, 1, 0.4, 1.5],
  [0, 1.5, 0, 3, 2.5, -1],
  [1, 0, 12, 0, 1, 0],
];
const value = () => tf.tensor2d(rows);
const definition = columnsLikelihood as unknown as Definition;

describeConformance("columns", likelihoodChecks(definition, {}, { x, value }));
describeConformance(
  "columns by other laws",
  likelihoodChecks(definition, { real: { kind: "gaussian" }, ordinal: { kind: "categorical" } }, { x, value }),
);

describe("columns likelihood", () => {
  const likelihood = () => make(definition, {}, x);

  it("asks for the outputs of each type's likelihood, columns of one type together", () => {
    expect(likelihood().outputs).toEqual({
      "category-3.logits": [1, 3],
      "real.mean": [2],
      "real.log-variance": [2],
      "count.log-rate": [1],
      "ordinal-4.location": [1],
      "positive.mean": [1],
      "positive.log-scale": [1],
    });
  });

  it("gives each column what its own likelihood gives it alone, and under a mask their sum", () => {
    const outputs = outputsOf(likelihood(), [1, 3]);
    const all = elementsOf(likelihood(), outputs).logProb?.(tf.expandDims(value(), 0)) as tf.Tensor;
    const alone = (name: string, part: Definition, field: Partial<Field>, at: readonly number[]) => {
      const own = make(part, name === "real" ? { sigma: { kind: "per-pixel" } } : {}, {
        shape: [at.length],
        dtype: "float32",
        support: "real",
        ...field,
      });
      const mine = Object.keys(own.outputs).map((key) => [key, outputs[`${name}.${key}`] as tf.Tensor]);
      const cells = tf.tensor2d(rows.map((row) => at.map((i) => row[i] as number)));
      const p: Distribution = elementsOf(own, Object.fromEntries(mine));
      return tf.reshape(p.logProb?.(cells) as tf.Tensor, [3, at.length]).arraySync() as number[][];
    };
    const single = [
      { at: [0], logs: alone("category-3", categoricalLikelihood as Definition, { categories: 3 }, [0]) },
      { at: [1, 5], logs: alone("real", gaussianLikelihood as Definition, {}, [1, 5]) },
      { at: [2], logs: alone("count", poissonLikelihood as Definition, {}, [2]) },
      { at: [3], logs: alone("ordinal-4", ordinalLikelihood as Definition, { categories: 4 }, [3]) },
      { at: [4], logs: alone("positive", logNormalLikelihood as Definition, {}, [4]) },
    ];
    const seen = [
      [1, 0, 1, 1, 0, 1],
      [0, 1, 1, 0, 1, 1],
      [1, 1, 0, 1, 1, 0],
    ];
    const sums = seen.map((mask, row) =>
      single.reduce(
        (sum, { at, logs }) =>
          at.reduce((s, column, i) => s + (mask[column] as number) * (logs[row]?.[i] as number), sum),
        0,
      ),
    );
    expectClose(tf.sum(tf.mul(tf.reshape(all, [3, 6]), tf.tensor2d(seen)), 1), sums, 1e-5);
  });

  it("stays finite where a cell is missing: 1 where positive, else 0", () => {
    const logs = elementsOf(likelihood()).logProb?.(tf.tensor2d([[0, 0, 0, 0, 1, 0]])) as tf.Tensor;
    expect(Array.from(logs.dataSync()).every(Number.isFinite)).toBe(true);
  });

  it("refuses a likelihood that does not fit its type, and data that does not describe its columns", () => {
    expect(() => make(definition, { count: { kind: "gaussian" } }, x)).toThrow(/likelihood.count.*count data/s);
    expect(() => make(definition, {}, { shape: [6], dtype: "float32", support: "real" })).toThrow(
      /what its columns hold/,
    );
  });
});
