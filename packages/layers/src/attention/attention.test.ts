import type { Values } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients, randomValues } from "../test-support/gradients.ts";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { type AttentionParams, attention } from "./attention.ts";

beforeAll(useCpu);

type Named = Record<"in_proj_weight" | "in_proj_bias" | "out_proj.weight" | "out_proj.bias", Stored>;
interface Fixture {
  readonly x: Stored;
  readonly parameters: Named;
  readonly cases: readonly (Record<"y" | "cotangent" | "gradX", Stored> & { causal: boolean; gradients: Named })[];
}
const f = readFixture<Fixture>("attention", import.meta.url);
const fromTorch = (source: Named): Values<AttentionParams> => ({
  project: { weight: tf.transpose(stored(source.in_proj_weight)), bias: stored(source.in_proj_bias) },
  output: { weight: tf.transpose(stored(source["out_proj.weight"])), bias: stored(source["out_proj.bias"]) },
});

describe("attention", () => {
  it.each(f.cases)("equals PyTorch's in float64, causal $causal, with its gradients", (given) => {
    const layer = attention({ width: 6, heads: 3, causal: given.causal });
    const { project, output } = fromTorch(f.parameters);
    expectClose(layer.apply({ project, output }, stored(f.x)), given.y.values, 1e-6);
    const loss = (...[x, w, b, v, c]: tf.Tensor[]) => {
      const values = { project: { weight: w, bias: b }, output: { weight: v, bias: c } } as Values<AttentionParams>;
      return tf.sum(tf.mul(layer.apply(values, x as tf.Tensor), stored(given.cotangent)));
    };
    const [gradX, ...grads] = tf.grads(loss)([
      stored(f.x),
      project.weight,
      project.bias,
      output.weight,
      output.bias,
    ]) as tf.Tensor[];
    expectClose(gradX as tf.Tensor, given.gradX.values, 1e-5);
    const expected = fromTorch(given.gradients);
    for (const [i, part] of [
      expected.project.weight,
      expected.project.bias,
      expected.output.weight,
      expected.output.bias,
    ].entries()) {
      expectClose(grads[i] as tf.Tensor, part, 1e-5);
    }
  });

  it("sees nothing later when causal, and everything otherwise", () => {
    const x = tf.tensor(
      [...Array(16).keys()].map((i) => Math.sin(3 * i)),
      [1, 4, 4],
    );
    const moved = tf.add(x, tf.tensor([0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 2, 0, 0, 0, 0, 0], [1, 4, 4]));
    for (const causal of [true, false]) {
      const layer = attention({ width: 4, heads: 2, causal });
      const values = randomValues(layer.params);
      const change = tf.abs(tf.sub(layer.apply(values, moved), layer.apply(values, x)));
      const perToken = Array.from(tf.max(change, 2).dataSync());
      expect(perToken.map((gap) => gap > 1e-3)).toEqual(causal ? [false, false, true, true] : [true, true, true, true]);
    }
  });

  it("does not see what is not valid, and gives what the shorter sequence gives", () => {
    const x = tf.tensor(
      [...Array(24).keys()].map((i) => Math.cos(2 * i * i)),
      [2, 3, 4],
    );
    for (const causal of [true, false]) {
      const layer = attention({ width: 4, heads: 2, causal });
      const values = randomValues(layer.params);
      const y = layer.apply(values, x, tf.tensor2d([1, 1, 0, 1, 1, 1], [2, 3]));
      const first = tf.slice(x, [0, 0, 0], [1, 2, 4]);
      expectClose(tf.slice(y, [0, 0, 0], [1, 2, 4]), layer.apply(values, first), 1e-6);
      expectClose(tf.slice(y, [1, 0, 0], [1, 3, 4]), layer.apply(values, tf.slice(x, [1, 0, 0], [1, 3, 4])), 1e-6);
    }
  });

  it("has the gradients of central differences", () => {
    const layer = attention({ width: 4, heads: 2, causal: true });
    const x = tf.tensor(
      [...Array(24).keys()].map((i) => Math.cos(2 * i)),
      [2, 3, 4],
    );
    // A key's bias moves all scores of a query alike: its gradient is 0, so parameters are judged together.
    expectGradients(layer.params, (values) => tf.square(layer.apply(values, x)));
  });

  it("refuses heads that do not divide the width", () => {
    expect(() => attention({ width: 6, heads: 4, where: "priors/transformer" })).toThrow(
      /^priors\/transformer: .*6.*4/,
    );
  });
});
