import { klDivergence, normalDiagonal } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Values } from "@elbo/spec";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createMixture, type MixtureParams, mixturePrior } from "./mixture.ts";

beforeAll(useCpu);

const config = { kind: "mixture", components: 3, spread: 1, minScale: 0.05 } as const;
const prior = createMixture(config, { site: { name: "z", shape: [2] } });
const params = (): Values<MixtureParams> => ({
  logWeights: tf.tensor([0.3, -1.2, 0.5]),
  means: tf.tensor([1, -2, 0.5, 0.25, -1.5, 3], [3, 2]),
  scales: tf.tensor([0.1, -1, 0.7, 0.2, -2, 1], [3, 2]),
});
const at = (values: Values<MixtureParams>) => prior.distribution(values, fakeGiven(), eagerContext().context);

/** The same density in float64. */
function reference(values: Values<MixtureParams>, z: readonly number[]): number {
  const [w, m, r] = [values.logWeights, values.means, values.scales].map((x) => Array.from(x.dataSync()));
  const total = Math.log((w as number[]).reduce((a, b) => a + Math.exp(b), 0));
  const densities = (w as number[]).map((logWeight, k) => {
    const logs = z.map((x, d) => {
      const scale = config.minScale + Math.log1p(Math.exp(r?.[2 * k + d] as number));
      return -0.5 * ((x - (m?.[2 * k + d] as number)) / scale) ** 2 - Math.log(scale) - 0.5 * Math.log(2 * Math.PI);
    });
    return Math.exp(logWeight - total + logs.reduce((a, b) => a + b, 0));
  });
  return Math.log(densities.reduce((a, b) => a + b, 0));
}

describe("mixture", () => {
  it("equals the explicit sum in float64", () => {
    const points = [
      [0, 0],
      [1, -2],
      [-1.5, 3.5],
      [4, 4],
      [-20, 1],
    ];
    const values = params();
    expectClose(
      at(values).logProb?.(tf.tensor(points)) as tf.Tensor,
      points.map((z) => reference(values, z)),
      1e-5,
    );
  });

  it("has the gradients of central differences for every parameter", () => {
    const z = tf.tensor([0.2, 0.4, -1, 2, 1.5, -1], [3, 2]);
    for (const name of ["logWeights", "means", "scales"] as const) {
      const f = (x: tf.Tensor) => tf.sum(at({ ...params(), [name]: x }).logProb?.(z) as tf.Tensor);
      const gradient = tf.grad(f)(params()[name] as tf.Tensor);
      expectClose(gradient, centralDifference(f, params()[name] as tf.Tensor), 2e-3);
      expect(Array.from(gradient.dataSync()).every((g) => Math.abs(g) > 1e-6)).toBe(true);
    }
  });

  it("draws with the moments that it states: mean within four standard errors", () => {
    const n = 8000;
    const p = at(params());
    const draw = p.draw?.(n, eagerContext({ seed: 3n }).context) as { value: tf.Tensor; logProb: tf.Tensor };
    const { mean, variance } = tf.moments(draw.value, 0);
    const [found, truth, spread] = [mean.dataSync(), p.mean?.().dataSync() as Float32Array, variance.dataSync()];
    for (let d = 0; d < 2; d++) {
      const error = 4 * Math.sqrt((spread[d] as number) / n);
      expect(Math.abs((found[d] as number) - (truth[d] as number))).toBeLessThan(error);
    }
    expectClose(draw.logProb, p.logProb?.(draw.value) as tf.Tensor, 1e-6);
  });

  it("with one component at 0 and scale 1 has the KL of a standard normal", () => {
    const one = createMixture({ ...config, components: 1 }, { site: { name: "z", shape: [2] } });
    const scale = Math.log(Math.expm1(1 - config.minScale));
    const p = one.distribution(
      { logWeights: tf.tensor([5]), means: tf.zeros([1, 2]), scales: tf.fill([1, 2], scale) },
      fakeGiven(),
      eagerContext().context,
    );
    const q = normalDiagonal({ mean: tf.tensor([[0.5, -1]]), scale: tf.tensor([[0.6, 1.3]]), eventAxes: 1 });
    const unit = normalDiagonal({ mean: tf.zeros([1, 2]), scale: tf.ones([1, 2]), eventAxes: 1 });
    const n = 20000;
    const { value, logProb } = q.draw(n, eagerContext({ seed: 5n }).context);
    const gaps = tf.sub(logProb, p.logProb?.(value) as tf.Tensor);
    const { mean, variance } = tf.moments(gaps);
    const error = 4 * Math.sqrt((variance.dataSync()[0] as number) / n);
    const truth = klDivergence(q, unit)?.dataSync()[0] as number;
    expect(Math.abs((mean.dataSync()[0] as number) - truth)).toBeLessThan(error);
  });

  it("keeps events of several axes", () => {
    const shaped = createMixture(config, { site: { name: "z", shape: [2, 2, 1] } });
    const flat = createMixture(config, { site: { name: "z", shape: [4] } });
    const values = initialise(flat.params, { seed: 2n });
    const z = tf.linspace(-1, 1, 12);
    const [a, b] = [shaped, flat].map((part) => part.distribution(values, fakeGiven(), eagerContext().context));
    const folded = a?.logProb?.(tf.reshape(z, [3, 1, 2, 2, 1])) as tf.Tensor;
    expect(folded.shape).toEqual([3, 1]);
    expectClose(folded, b?.logProb?.(tf.reshape(z, [3, 4])) as tf.Tensor, 1e-6);
    expect(a?.draw?.(5, eagerContext().context).value.shape).toEqual([5, 2, 2, 1]);
    expect(a?.mean?.().shape).toEqual([2, 2, 1]);
  });

  it("is frozen without gradients into its parameters, and keeps the one into the value", () => {
    const z = tf.tensor([[0.2, 0.4]]);
    const score = (means: tf.Tensor, value: tf.Tensor) =>
      tf.sum(
        at({ ...params(), means })
          .frozen?.()
          .logProb?.(value) as tf.Tensor,
      );
    // A term in the means alone, so that the gradient exists: it must be all there is.
    const means = tf.grad((m) => tf.add(score(m, z), tf.sum(m)))(params().means);
    expectClose(means, new Array(6).fill(1), 1e-6);
    expectClose(
      tf.grad((value) => score(params().means, value))(z),
      centralDifference((value) => score(params().means, value), z),
      1e-3,
    );
  });

  it("refuses to stand alone, and unknown options", () => {
    expect(() => createMixture(config, {})).toThrow(ConfigError);
    const schema = mixturePrior.config(() => {
      throw new Error("no slots");
    });
    expect(schema.parse({ kind: "mixture" })).toEqual({ kind: "mixture", components: 10, spread: 1, minScale: 0.01 });
    expect(schema.safeParse({ kind: "mixture", k: 3 }).success).toBe(false);
  });
});
