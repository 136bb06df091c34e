import { normalDiagonal, oneHotCategorical } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import type { Definition, Given, Latents, Prior } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, subjectChecks, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { gaussianPosterior } from "../posteriors/gaussian.ts";
import { gumbelSoftmaxPosterior } from "../posteriors/gumbel-softmax.ts";
import { mixtureLatents } from "./mixture.ts";

beforeAll(useCpu);

const K = 3;
/** A uniform prior over classes. */
const uniform: Definition<unknown, Prior> = {
  family: "prior",
  kind: "categorical",
  summary: "uniform",
  config: () => z.unknown(),
  create: (_config, { site }) => ({
    params: {},
    space: "simplex",
    distribution: () => oneHotCategorical({ logits: tf.zeros([...(site?.shape ?? [])]) }),
  }),
};
/** Its mean is the condition times a fixed matrix, its variance 1. */
const pulled: Definition<unknown, Prior> = {
  family: "prior",
  kind: "conditional",
  summary: "N(c M, I)",
  config: () => z.unknown(),
  create: (_config, { site, condition }) => ({
    params: {},
    offers: ["diagonal-gaussian"],
    distribution: (_params, given: Given) => {
      const shape = [condition?.width ?? 0, site?.shape[0] ?? 0] as const;
      const matrix = tf.reshape(tf.range(0, shape[0] * shape[1]), [...shape]);
      const c = given.condition as tf.Tensor;
      const mean = tf.matMul(tf.reshape(c, [-1, shape[0]]), matrix as tf.Tensor2D);
      return normalDiagonal({
        mean: tf.reshape(mean, [...c.shape.slice(0, -1), shape[1]]),
        scale: tf.scalar(1),
        eventAxes: 1,
      });
    },
  }),
};
const component = { kind: "gumbel-softmax", variables: 1, classes: K, temperature: 0.5, straightThrough: false };
const options = { component: { ...component, density: "discrete" }, dimension: 2, widths: [4], activation: "tanh" };
const parts = [uniform, pulled, gumbelSoftmaxPosterior, gaussianPosterior];
const make = (over: object = {}, more: object = {}): Latents =>
  mixtureLatents.create(mixtureLatents.config(() => z.any()).parse({ kind: "mixture", ...options, ...over }), {
    ...fakeWiring(parts as never),
    ...more,
  }) as Latents;
const latents = make();
const rows = (shape: readonly number[], batch: number) => {
  const all = tf.sin(tf.add(0.4, tf.mul(1.7, tf.range(0, 4 * tf.util.sizeFromShape([...shape])))));
  return tf.slice(tf.reshape(all, [4, ...shape]), [0, ...shape.map(() => 0)], [batch, ...shape]);
};
const features = (batch: number) => ({ "s.logits": rows([1, K], batch), "z.hidden": rows([4], batch) });
const oneHot = (kinds: readonly number[]) =>
  tf.cast(tf.reshape(tf.oneHot(tf.tensor1d([...kinds], "int32"), K), [1, kinds.length, 1, K]), "float32");

describeConformance("mixture", [
  ...configChecks(mixtureLatents as Definition, options),
  ...subjectChecks({
    params: latents.params,
    call: (values, batch, context) => {
      const state = latents.advance(values as never, "s", {}, oneHot([0, 2, 1, 1].slice(0, batch)), context);
      const given = fakeGiven({ lead: [1, batch] });
      const q = latents.posterior(values as never, "z", state, features(batch), given, context);
      return { value: tf.squeeze(q.draw?.(1, context).value as tf.Tensor, [0]) };
    },
    batchAxis: 1,
    random: true,
  }),
]);

describe("mixture", () => {
  const params = initialise(latents.params, { seed: 4n }) as never;

  it("has q(s|x) from the logits, relaxed in training, and p(s) of the weights", () => {
    const seen = features(2);
    const at = (training: boolean) =>
      latents.posterior(params, "s", {}, seen, fakeGiven({ lead: [2] }), eagerContext({ training }).context);
    expect([at(true).gradient, at(false).gradient]).toEqual(["relaxed", "none"]);
    const each = tf.reshape(tf.eye(K), [K, 1, 1, K]);
    const masses = tf.exp(at(false).logProb?.(tf.tile(each, [1, 2, 1, 1])) as tf.Tensor);
    expectClose(tf.transpose(masses), tf.reshape(tf.softmax(seen["s.logits"]), [2, K]), 1e-6);
    const p = latents.prior(params, "s", {}, fakeGiven(), eagerContext().context);
    expectClose(p.logProb?.(tf.reshape(tf.eye(K), [K, 1, K])) as tf.Tensor, new Array(K).fill(-Math.log(K)), 1e-6);
  });

  it("gives p(z|s) the component as its condition, behind the model's own, and q(z|x, s) the component", () => {
    const { context } = eagerContext();
    const state = latents.advance(params, "s", {}, oneHot([2, 0]), context);
    const p = latents.prior(params, "z", state, fakeGiven({ lead: [1, 2] }), context.at("p"));
    expectClose(p.mean?.() as tf.Tensor, [4, 5, 0, 1], 0); // rows 2 and 0 of the matrix
    const own = make({}, { condition: { width: 2, of: [], into: [] } });
    const condition = tf.tensor2d([10, 0, 0, 1], [2, 2]);
    const both = own.prior(params, "z", state, fakeGiven({ lead: [1, 2], condition }), context.at("both"));
    expectClose(both.mean?.() as tf.Tensor, [10 * 0 + 8, 10 * 1 + 9, 2 + 4, 3 + 5], 0);
    const mean = (kinds: readonly number[]) => {
      const at = latents.advance(params, "s", {}, oneHot(kinds), context);
      const q = latents.posterior(params, "z", at, features(2), fakeGiven(), eagerContext().context);
      return q.mean?.().dataSync() as Float32Array;
    };
    const [first, second] = [mean([0, 1]), mean([0, 2])];
    expect([...second.slice(0, 2)]).toEqual([...first.slice(0, 2)]);
    expect([...second.slice(2)]).not.toEqual([...first.slice(2)]);
  });

  it("asks for a component that is one of a few", () => {
    const component = { kind: "gaussian", dimension: 3, logVarianceRange: [-14, 6] };
    expect(() => make({ component, weights: { kind: "categorical" } })).toThrow(/component is one of a few.*got real/);
  });
});
