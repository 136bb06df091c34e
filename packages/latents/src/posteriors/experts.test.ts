import { eagerContext } from "@elbo/program";
import { ConfigError, type Distribution, type Field } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createExperts, type ExpertsConfig, expertsPosterior } from "./experts.ts";

beforeAll(useCpu);

const field: Field = { shape: [2], dtype: "float32", support: "real" };
const fields = Object.fromEntries(["x", "label", "a", "b", "c", "d", "e"].map((name) => [name, field]));
const made = (combine: ExpertsConfig["combine"], more: Partial<ExpertsConfig> = {}) =>
  createExperts(
    {
      kind: "experts",
      modalities: ["x", "label"],
      dimension: 1,
      combine,
      logVarianceRange: [-14, 6],
      ...more,
    },
    { fields },
  );
/** Two experts, three examples: mean and variance. */
const experts = {
  x: { mean: [0.5, -1, 2], variance: [0.4, 1, 2] },
  label: { mean: [-0.7, 0.3, 1], variance: [0.9, 0.2, 0.5] },
};
type Known = { readonly x: number[]; readonly label: number[] };

const features = Object.fromEntries(
  Object.entries(experts).flatMap(([name, { mean, variance }]) => [
    [`${name}.mean`, mean],
    [`${name}.log-variance`, variance.map(Math.log)],
  ]),
);
const at = (posterior: ReturnType<typeof createExperts>, known?: Known): Distribution => {
  const seen = Object.fromEntries(Object.entries(features).map(([name, v]) => [name, tf.tensor2d(v, [3, 1])]));
  const fields = Object.fromEntries(Object.entries(known ?? {}).map(([name, v]) => [`${name}.known`, tf.tensor1d(v)]));
  return posterior.distribution({}, seen, fakeGiven({ lead: [3], batch: fields }), eagerContext().context);
};

const n = 6001;
const step = 24 / (n - 1);
const line = Float64Array.from({ length: n }, (_, i) => -12 + i * step);
const normal = (z: number, mean: number, variance: number) =>
  Math.exp(-0.5 * ((z - mean) ** 2 / variance + Math.log(2 * Math.PI * variance)));
/** The product of densities on the grid, renormalised by its own sum: what a product of experts is by definition. */
const onGrid = (factors: readonly ((z: number) => number)[]) => {
  const raw = line.map((z) => factors.reduce((product, factor) => product * factor(z), 1));
  const total = raw.reduce((sum, v) => sum + v, 0) * step;
  return raw.map((v) => v / total);
};
const expert = (name: "x" | "label", row: number) => (z: number) =>
  normal(z, experts[name].mean[row] as number, experts[name].variance[row] as number);
const standard = (z: number) => normal(z, 0, 1);
const densityOf = (q: Distribution, row: number) => {
  const grid = tf.tile(tf.reshape(tf.tensor1d(Float32Array.from(line)), [n, 1, 1]), [1, 3, 1]);
  const all = tf.exp((q.logProb as (v: tf.Tensor) => tf.Tensor)(grid));
  return tf.reshape(tf.slice(all, [0, row], [n, 1]), [n]).dataSync();
};
const expectDensity = (q: Distribution, row: number, expected: Float64Array) =>
  expectClose(densityOf(q, row), Float32Array.from(expected), 1e-5);

describe("experts", () => {
  it("product: the renormalised product of the experts and N(0, 1), example by example", () => {
    const q = at(made("product"));
    expect(q.family).toBe("normal-diagonal");
    for (const row of [0, 1, 2]) expectDensity(q, row, onGrid([expert("x", row), expert("label", row), standard]));
    const bare = at(made("product", { priorExpert: false }));
    expectDensity(bare, 1, onGrid([expert("x", 1), expert("label", 1)]));
  });

  it("product: an unknown modality is no factor, and with none known q is the prior", () => {
    const q = at(made("product"), { x: [1, 0, 0], label: [0, 1, 0] });
    expectDensity(q, 0, onGrid([expert("x", 0), standard]));
    expectDensity(q, 1, onGrid([expert("label", 1), standard]));
    for (const combine of ["product", "mixture", "mixture-of-products"] as const) {
      expectDensity(
        at(made(combine, { priorExpert: false }), { x: [1, 0, 0], label: [0, 1, 0] }),
        2,
        onGrid([standard]),
      );
    }
  });

  it("mixture: the mean of the known experts' densities", () => {
    const q = at(made("mixture"), { x: [1, 1, 0], label: [1, 0, 1] });
    const [a, b] = [onGrid([expert("x", 0)]), onGrid([expert("label", 0)])];
    expectDensity(
      q,
      0,
      a.map((v, i) => 0.5 * (v + (b[i] as number))),
    );
    expectDensity(q, 1, onGrid([expert("x", 1)]));
    expectDensity(q, 2, onGrid([expert("label", 2)]));
  });

  it("mixture of products: the mean over all subsets of what is known", () => {
    const q = at(made("mixture-of-products"), { x: [1, 1, 1], label: [1, 1, 0] });
    const parts = [
      onGrid([expert("x", 0)]),
      onGrid([expert("label", 0)]),
      onGrid([expert("x", 0), expert("label", 0)]),
    ];
    expectDensity(
      q,
      0,
      line.map((_, i) => parts.reduce((sum, part) => sum + (part[i] as number) / 3, 0)),
    );
    expectDensity(q, 2, onGrid([expert("x", 2)]));
  });

  it("refuses the subsets of five modalities", () => {
    const attempt = () => made("mixture-of-products", { modalities: ["a", "b", "c", "d", "e"] });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/at most 4 modalities, 2\^4 subsets, got 5/);
  });
});

for (const combine of ["product", "mixture", "mixture-of-products"] as const) {
  const posterior = made(combine);
  describeConformance(`experts, ${combine}`, [
    ...configChecks(expertsPosterior as never, { modalities: ["x", "label"], dimension: 1, combine }),
    ...subjectChecks({
      params: {},
      call: (_params, batch, context) => {
        const seen = Object.fromEntries(
          Object.entries(features).map(([name, v]) => [name, tf.tensor2d([...v, 0.1].slice(0, batch), [batch, 1])]),
        );
        const q = posterior.distribution({}, seen, fakeGiven({ lead: [batch] }), context);
        return { value: q.draw?.(1, context).value as tf.Tensor };
      },
      batchAxis: 1,
      random: true,
    }),
  ]);
}
