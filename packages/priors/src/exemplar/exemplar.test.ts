import { normalDiagonal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { type Batch, ConfigError, type Definition, type Distribution, type Field } from "@elbo/spec";
import {
  configChecks,
  densityChecks,
  describeConformance,
  expectClose,
  fakeGiven,
  subjectChecks,
  useCpu,
} from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createExemplar, type ExemplarConfig, exemplarPrior } from "./exemplar.ts";

beforeAll(useCpu);

const base: ExemplarConfig = { kind: "exemplar", exemplars: 5, field: "x", scale: 0.6 };
const field: Field = { shape: [3], dtype: "float32", support: "unit" };
const wiring = { site: { name: "z", shape: [2] }, fields: { x: field } };
const A = [0.5, -1, 2, 0.3, 1.5, -0.7];
const U = [0.1, 0.9, 0.4, 0.7, 0.2, 0.6, 0.05, 0.5, 0.95, 0.3, 0.3, 0.8, 0.6, 0.1, 0.2];
const numbers = [40, 7, 13, 2, 99];

const encodeWith =
  (a: tf.Tensor) =>
  ({ x }: Batch): Record<string, Distribution> => ({
    z: normalDiagonal({
      mean: tf.matMul(x as tf.Tensor, a as tf.Tensor2D),
      scale: tf.fill([(x as tf.Tensor).shape[0] as number, 2], 0.1),
      eventAxes: 1,
    }),
  });
const matrix = () => tf.tensor2d(A, [3, 2]);
const values = (logScale: tf.Tensor = tf.scalar(Math.log(0.6))) => ({
  exemplars: tf.tensor2d(U, [5, 3]),
  numbers: tf.tensor1d(numbers),
  logScale,
});
const prior = (
  config: Partial<ExemplarConfig>,
  { training = false, step = 0, a = matrix() } = {},
  logScale?: tf.Tensor,
) =>
  createExemplar({ ...base, ...config }, wiring).distribution(
    values(logScale),
    fakeGiven({ encode: encodeWith(a), batch: { index: tf.tensor1d([13, 5], "int32") }, lead: [2] }),
    eagerContext({ training, step }).context,
  );

/** In float64: the mixture over these exemplars. */
function explicit(z: readonly number[], of: readonly number[]): number {
  const densities = of.map((n) => {
    const mean = (d: number) => [0, 1, 2].reduce((s, i) => s + (U[3 * n + i] as number) * (A[2 * i + d] as number), 0);
    const square = ((z[0] as number) - mean(0)) ** 2 + ((z[1] as number) - mean(1)) ** 2;
    return Math.exp(-square / (2 * 0.36)) / (2 * Math.PI * 0.36);
  });
  return Math.log(densities.reduce((a, b) => a + b, 0) / of.length);
}
const points = [
  [0.3, -0.8],
  [1.7, 0.2],
];
const all = [0, 1, 2, 3, 4];

describe("exemplar", () => {
  it("is the mixture over all exemplars when evaluated, whatever the examples' numbers", () => {
    const expected = points.map((z) => explicit(z, all));
    const p = prior({ perStep: 2 });
    expect(p.batchShape).toEqual([]);
    expectClose(p.logProb?.(tf.tensor2d(points)) as tf.Tensor, expected, 1e-5);
  });

  it("leaves each example out of its own prior in training, and no other", () => {
    const p = prior({}, { training: true });
    expect(p.batchShape).toEqual([2]);
    const expected = [explicit(points[0] as number[], [0, 1, 3, 4]), explicit(points[1] as number[], all)];
    expectClose(p.logProb?.(tf.tensor3d([points])) as tf.Tensor, expected, 1e-5);
    const { value, logProb } = p.draw?.(3, eagerContext({ seed: 2n }).context) ?? {};
    expect([value?.shape, logProb?.shape]).toEqual([
      [3, 2, 2],
      [3, 2],
    ]);
  });

  it("encodes other exemplars at each training step, and bounds the whole from below in expectation", () => {
    const at = (step: number) =>
      prior({ perStep: 3 }, { training: true, step })
        .logProb?.(tf.tensor3d([points]))
        .dataSync() as Float32Array;
    const steps = Array.from({ length: 300 }, (_, step) => at(step)[1] as number);
    expect(new Set(steps.map((v) => v.toFixed(4))).size).toBe(10); // 5 choose 3
    const mean = steps.reduce((a, b) => a + b, 0) / 300;
    const error = Math.sqrt(steps.reduce((a, b) => a + (b - mean) ** 2, 0)) / 300;
    const choices = all.flatMap((i) => all.slice(i + 1).map((j) => all.filter((n) => n !== i && n !== j)));
    const exact = choices.reduce((sum, of) => sum + explicit(points[1] as number[], of), 0) / 10;
    expect(Math.abs(mean - exact)).toBeLessThan(4 * error);
    expect(exact).toBeLessThan(explicit(points[1] as number[], all));
  });

  it("moves the encoder and the scale", () => {
    const z = tf.tensor3d([points]);
    const f = (a: tf.Tensor, logScale: tf.Tensor) =>
      tf.sum(prior({}, { training: true, a: a as tf.Tensor2D }, logScale).logProb?.(z) as tf.Tensor) as tf.Scalar;
    const gradients = tf.grads(f)([matrix(), tf.scalar(-0.3)]);
    for (const g of gradients) expect(Math.min(...tf.abs(g).dataSync())).toBeGreaterThan(1e-3);
  });

  it("starts examples and their numbers from one draw, and reads numbers", () => {
    const { params, reads } = createExemplar(base, wiring);
    expect(reads).toEqual(["index"]);
    expect(params.numbers.examples).toEqual({ field: "index", count: 5, draw: "exemplars/z" });
    expect(params.exemplars.examples).toEqual({ ...params.numbers.examples, field: "x" });
  });

  it("refuses codes as data, more exemplars a step than there are, and an encoder with a condition", () => {
    const tokens = { ...wiring, fields: { x: { ...field, dtype: "int32" as const } } };
    expect(() => createExemplar(base, tokens)).toThrow(ConfigError);
    expect(() => createExemplar({ ...base, perStep: 6 }, wiring)).toThrow(ConfigError);
    const conditioned = { ...wiring, condition: { width: 3, of: ["label"], into: ["encoder" as const] } };
    expect(() => createExemplar(base, conditioned)).toThrow(ConfigError);
  });
});

const subject = createExemplar({ ...base, perStep: 4 }, wiring);
describeConformance("exemplar", [
  ...configChecks(exemplarPrior as Definition, { exemplars: 5 }),
  ...subjectChecks({
    params: subject.params,
    call: (params, batch, context) => {
      const index = tf.slice(tf.tensor1d([1, 2, 3, 4], "int32"), [0], [batch]);
      const given = fakeGiven({ encode: encodeWith(matrix()), batch: { index }, lead: [batch] });
      const z = tf.slice(tf.reshape(tf.linspace(-1, 1.5, 8), [1, 4, 2]), [0, 0, 0], [1, batch, 2]);
      return { logProb: subject.distribution(params as never, given, context).logProb?.(z) as tf.Tensor };
    },
    batchAxis: 1,
    random: true,
  }),
  ...densityChecks(() => prior({}), { half: 8 }),
]);
