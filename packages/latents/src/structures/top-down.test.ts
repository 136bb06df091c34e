import { klDivergence } from "@elbo/distributions";
import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Given, type Named } from "@elbo/spec";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { normalPrior } from "../../fixtures/normal-prior.ts";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { createTopDown, type TopDownConfig, topDownLatents } from "./top-down.ts";

beforeAll(useCpu);

type Combine = TopDownConfig["combine"];
const config = (combine: Combine): TopDownConfig => ({
  kind: "top-down",
  sites: [
    { name: "z2", dimension: 2 },
    { name: "z1", dimension: 3 },
  ],
  widths: [5],
  activation: "tanh",
  combine,
  skip: false,
});
const make = (combine: Combine) => createTopDown(config(combine), fakeWiring([normalPrior] as never));

/** Random features `[batch, ...]` for what the structure asks. */
const featuresOf = (latents: ReturnType<typeof make>, batch: number): Named<tf.Tensor> => {
  const { context } = eagerContext({ seed: 12n });
  return Object.fromEntries(
    Object.entries(latents.features).map(([name, shape]) => [
      name,
      context.noise(name, [batch, ...shape], { law: "normal" }),
    ]),
  );
};

/** The walk of a model: each site drawn from q, `samples` at the first. */
function walk(
  latents: ReturnType<typeof make>,
  values: never,
  features: Named<tf.Tensor>,
  samples: number,
  batch: number,
) {
  const { context } = eagerContext({ seed: 1n });
  let given: Given = fakeGiven({ lead: [batch] });
  let state = latents.begin(values, given, context.at("begin"));
  return latents.sites.map(({ name }, i) => {
    const scope = context.at(name);
    const p = latents.prior(values, name, state, given, scope.at("prior"));
    const q = latents.posterior(values, name, state, features, given, scope.at("posterior"));
    const draw = q.draw?.(i === 0 ? samples : 1, scope) as { value: tf.Tensor; logProb: tf.Tensor };
    const value = i === 0 ? draw.value : tf.squeeze(draw.value, [0]);
    const logQ = i === 0 ? draw.logProb : tf.squeeze(draw.logProb, [0]);
    state = latents.advance(values, name, state, value, scope.at("advance"));
    given = { ...given, lead: [samples, batch], z: { ...given.z, [name]: value } };
    return { p, q, value, logQ, logP: p.logProb?.(value) as tf.Tensor };
  });
}

describe.each(["precision", "concatenate", "residual"] as const)("top-down, %s", (combine) => {
  it("draws with axes [sample, batch, latent] at every site", () => {
    const latents = make(combine);
    const values = initialise(latents.params, { seed: 4n });
    const sites = walk(latents, values as never, featuresOf(latents, 4), 3, 4);
    expect(sites.map((site) => site.value.shape)).toEqual([
      [3, 4, 2],
      [3, 4, 3],
    ]);
    expect(sites.map((site) => site.q.batchShape)).toEqual([[4], [3, 4]]);
    expect(sites[1]?.p.batchShape).toEqual([3, 4]);
    expect(sites.map((site) => site.logP.shape)).toEqual([
      [3, 4],
      [3, 4],
    ]);
  });

  it("has a KL that is the sum of the conditional KLs: Monte Carlo within four standard errors", () => {
    const n = 4000;
    const latents = make(combine);
    const values = initialise(latents.params, { seed: 4n });
    const [top, low] = walk(latents, values as never, featuresOf(latents, 1), n, 1);
    if (top === undefined || low === undefined) throw new Error("two sites expected");
    const closed = tf.add(klDivergence(top.q, top.p) as tf.Tensor, tf.mean(klDivergence(low.q, low.p) as tf.Tensor, 0));
    const sampled = tf.sub(tf.add(top.logQ, low.logQ), tf.add(top.logP, low.logP));
    const { mean, variance } = tf.moments(sampled);
    const error = 4 * Math.sqrt((variance.dataSync()[0] as number) / n);
    expect(closed.dataSync()[0] as number).toBeGreaterThan(1);
    expect(Math.abs((mean.dataSync()[0] as number) - (closed.dataSync()[0] as number))).toBeLessThan(error);
  });

  it("carries gradients from the lower site through the draw above: central differences", () => {
    const latents = make(combine);
    const values = initialise(latents.params, { seed: 4n });
    const features = featuresOf(latents, 2);
    const total = (replaced: Named<tf.Tensor>) => {
      const sites = walk(latents, values as never, { ...features, ...replaced }, 2, 2);
      return sites.reduce((sum: tf.Tensor, s) => tf.add(sum, tf.sum(tf.sub(s.logQ, s.logP))), tf.scalar(0));
    };
    for (const name of Object.keys(latents.features)) {
      const f = (x: tf.Tensor) => total({ [name]: x });
      const at = features[name] as tf.Tensor;
      const gradient = tf.grad(f)(at);
      expectClose(gradient, centralDifference(f, at), 5e-3);
      expect(Array.from(gradient.dataSync()).every((g) => Math.abs(g) > 1e-7)).toBe(true);
    }
  });

  it("generates from [count] values: p(z1|z2) follows z2 and has batchShape [count]", () => {
    const latents = make(combine);
    const values = initialise(latents.params, { seed: 4n });
    const at = (above: tf.Tensor) => {
      const { context } = eagerContext();
      const state = latents.advance(values, "z2", {}, above, context);
      return latents.prior(values, "z1", state, fakeGiven({ lead: [2] }), context);
    };
    const p = at(tf.tensor([0, 1, 2, -1], [2, 2]));
    expect(p.batchShape).toEqual([2]);
    const folded = at(tf.tensor([0, 1, 2, -1], [2, 1, 2]));
    expectClose(p.parameters.mean as tf.Tensor, folded.parameters.mean as tf.Tensor, 1e-6);
    const means = (p.parameters.mean as tf.Tensor).dataSync();
    expect(Math.abs((means[0] as number) - (means[3] as number))).toBeGreaterThan(0.01);
  });
});

describe("top-down's parts", () => {
  it("ask the encoder for what each site needs, top first", () => {
    expect(make("precision").features).toEqual({
      "z2.mean": [2],
      "z2.log-variance": [2],
      "z1.mean": [3],
      "z1.log-variance": [3],
    });
    expect(make("concatenate").features).toEqual({ "z2.mean": [2], "z2.log-variance": [2], "z1.hidden": [5] });
  });

  it("keep p in the prior's group and q's net in the posterior's", () => {
    expect(Object.keys(make("precision").params.posterior)).toEqual([]);
    expect(Object.keys(make("concatenate").params.posterior)).toEqual(["z1"]);
    expect(Object.keys(make("precision").params.prior)).toEqual(["z2", "z1"]);
  });

  it("chain three sites, each on the one above", () => {
    const three = { ...config("precision"), sites: [...config("precision").sites, { name: "z0", dimension: 4 }] };
    const latents = createTopDown(three, fakeWiring([normalPrior] as never));
    const values = initialise(latents.params, { seed: 4n });
    const sites = walk(latents, values as never, featuresOf(latents, 2), 3, 2);
    expect(sites[2]?.value.shape).toEqual([3, 2, 4]);
    expect(sites[2]?.q.batchShape).toEqual([3, 2]);
  });

  it("have widths of their own per site, gates and norms, and move a norm's averages once in a walk", () => {
    const [top, low] = config("concatenate").sites as [
      { name: string; dimension: number },
      { name: string; dimension: number },
    ];
    const more = { sites: [top, { ...low, widths: [7, 6] }], gated: true, norm: "batch" as const };
    const latents = createTopDown({ ...config("concatenate"), ...more }, fakeWiring([normalPrior] as never));
    expect(latents.features["z1.hidden"]).toEqual([7]);
    const values = initialise(latents.params, { seed: 4n });
    const p = (values.prior as never as Record<string, Record<string, Record<string, { shape?: number[] }>>>).z1?.trunk;
    expect(Object.keys(p ?? {})).toEqual(["layer0", "norm0", "activation0", "layer1", "norm1", "activation1"]);
    const { context, updates } = eagerContext({ seed: 1n });
    const state = latents.advance(values as never, "z2", {}, tf.ones([1, 2, 2]), context.at("advance"));
    expect(updates.size).toBe(4);
    latents.prior(values as never, "z1", state, fakeGiven(), context.at("prior"));
    expect(updates.size).toBe(4);
    const features = featuresOf(latents as ReturnType<typeof make>, 2);
    latents.posterior(values as never, "z1", state, features, fakeGiven(), context.at("posterior"));
    expect(updates.size).toBe(8);
  });

  it("refuse one name for two sites, a single site and unknown options", () => {
    const twice = {
      ...config("precision"),
      sites: [
        { name: "z", dimension: 2 },
        { name: "z", dimension: 2 },
      ],
    };
    expect(() => createTopDown(twice, fakeWiring([normalPrior] as never))).toThrow(ConfigError);
    const schema = topDownLatents.config(() => z.unknown());
    const { sites } = config("precision");
    expect(schema.parse({ kind: "top-down", sites })).toMatchObject({ combine: "precision", widths: [128] });
    expect(schema.safeParse({ kind: "top-down", sites: sites.slice(0, 1) }).success).toBe(false);
    expect(schema.safeParse({ kind: "top-down", sites, prioir: {} }).success).toBe(false);
  });
});

describe("top-down, residual with skips", () => {
  const sites = [1, 2, 3].map((dimension) => ({ name: `z${dimension}`, dimension }));
  const latents = createTopDown(
    { ...config("residual"), sites, skip: true },
    fakeWiring([normalPrior] as never),
  ) as ReturnType<typeof make>;

  it("moves q away from p by the net's own moments, and shows a site all above", () => {
    const values = initialise(latents.params, { seed: 4n });
    const walked = walk(latents, values as never, featuresOf(latents, 4), 2, 4);
    expect(walked.map(({ value }) => value.shape.at(-1))).toEqual([1, 2, 3]);
    expect(walked.slice(1).map(({ q, p }) => [q.batchShape, p.batchShape])).toEqual([
      [
        [2, 4],
        [2, 4],
      ],
      [
        [2, 4],
        [2, 4],
      ],
    ]);
    // A net that gives nothing leaves q where p is: KL 0 and equal densities.
    const still = (tree: unknown): unknown =>
      tree instanceof tf.Tensor
        ? tf.zerosLike(tree)
        : Object.fromEntries(Object.entries(tree as object).map(([name, each]) => [name, still(each)]));
    const quiet = { ...values, posterior: still(values.posterior) } as never;
    for (const { p, q, logQ, logP } of walk(latents, quiet, featuresOf(latents, 4), 2, 4).slice(1)) {
      expectClose(klDivergence(q, p) as tf.Tensor, tf.zeros([2, 4]), 1e-6);
      expectClose(logQ, logP, 1e-5);
    }
    // p of the last site reads both above: another value of either moves it.
    const meanBelow = (first: number, second: number) => {
      const { context } = eagerContext();
      const at = (value: number, size: number) => tf.fill([1, 1, size], value);
      const one = latents.advance(values as never, "z1", {}, at(first, 1), context);
      const two = latents.advance(values as never, "z2", one, at(second, 2), context.at("two"));
      return latents
        .prior(values as never, "z3", two, fakeGiven(), context)
        .mean?.()
        .dataSync()
        .join();
    };
    expect(new Set([meanBelow(0, 0), meanBelow(1, 0), meanBelow(0, 1)]).size).toBe(3);
  });
});
