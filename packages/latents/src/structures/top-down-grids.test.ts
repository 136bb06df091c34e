import { klDivergence } from "@elbo/distributions";
import { bindParams, eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Given, type Named } from "@elbo/spec";
import { configChecks, describeConformance, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { normalPrior } from "../../fixtures/normal-prior.ts";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { createTopDownGrids, type TopDownGridsConfig, topDownGridsLatents } from "./top-down-grids.ts";

beforeAll(useCpu);

const grids: TopDownGridsConfig["grids"] = [
  { size: [2, 1], sites: 2, latent: 2, channels: 3 },
  { size: [3, 2], sites: 1, latent: 1, channels: 4 },
];
const schema = topDownGridsLatents.config(() => z.any());
const make = (more: object = {}) =>
  createTopDownGrids(
    schema.parse({ kind: "top-down-grids", grids, activation: "tanh", ...more }),
    fakeWiring([normalPrior] as never),
  );
type Grids = ReturnType<typeof make>;

describeConformance("top-down-grids", configChecks(topDownGridsLatents as never, { grids }));

/** Random features `[batch, ...]` for what the structure asks. */
const featuresOf = ({ features }: Grids, batch: number): Named<tf.Tensor> => {
  const { context } = eagerContext({ seed: 12n });
  return Object.fromEntries(
    Object.entries(features).map(([name, shape]) => [name, context.noise(name, [batch, ...shape], { law: "normal" })]),
  );
};

/** The walk of a model: each site drawn from q, `samples` at the first; and what the decoder reads at the end. */
function walk(latents: Grids, values: never, features: Named<tf.Tensor>, samples: number, batch: number) {
  const { context } = eagerContext({ seed: 1n });
  let given: Given = fakeGiven({ lead: [batch] });
  let state = latents.begin(values, given, context.at("begin"));
  const sites = latents.sites.map(({ name }, i) => {
    const scope = context.at(name);
    const p = latents.prior(values, name, state, given, scope.at("prior"));
    const q = latents.posterior(values, name, state, features, given, scope.at("posterior"));
    const draw = q.draw?.(i === 0 ? samples : 1, scope) as { value: tf.Tensor; logProb: tf.Tensor };
    const value = i === 0 ? draw.value : tf.squeeze(draw.value, [0]);
    state = latents.advance(values, name, state, value, scope.at("advance"));
    given = { ...given, lead: [samples, batch], z: { ...given.z, [name]: value } };
    return { p, q, value };
  });
  return { sites, read: latents.handsOver?.values(values, state, context) ?? {} };
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Every tensor of a tree times `by`. */
const scaled = (tree: unknown, by: number): unknown =>
  tree instanceof tf.Tensor
    ? tf.mul(tree, by)
    : Object.fromEntries(Object.entries(tree as object).map(([name, each]) => [name, scaled(each, by)]));

describe("top-down-grids", () => {
  it("asks the encoder for an image on each site's grid, and gives the decoder the path's end", () => {
    expect(make().features).toEqual({
      "2x1-0.mean": [2, 1, 2],
      "2x1-0.log-variance": [2, 1, 2],
      "2x1-1.hidden": [2, 1, 3],
      "3x2-0.hidden": [3, 2, 4],
    });
    expect(Object.keys(make({ combine: "precision" }).features)).toHaveLength(6);
    expect(make().handsOver?.shapes).toEqual({ path: [3, 2, 4] });
  });

  it.each(["residual", "concatenate", "precision"])(
    "draws with axes [sample, batch, ...grid, channel]: %s",
    (combine) => {
      const latents = make({ combine });
      const values = initialise(latents.params, { seed: 4n });
      const { sites, read } = walk(latents, values as never, featuresOf(latents, 4), 3, 4);
      expect(sites.map(({ value }) => value.shape)).toEqual([
        [3, 4, 2, 1, 2],
        [3, 4, 2, 1, 2],
        [3, 4, 3, 2, 1],
      ]);
      expect(sites.map(({ q }) => q.batchShape)).toEqual([[4], [3, 4], [3, 4]]);
      expect(sites.slice(1).map(({ p }) => p.batchShape)).toEqual([
        [3, 4],
        [3, 4],
      ]);
      expect(read.path?.shape).toEqual([3, 4, 3, 2, 4]);
      expect(klDivergence(sites[2]?.q as never, sites[2]?.p as never)?.shape).toEqual([3, 4]);
    },
  );

  it("starts with p = N(0, I) and, residual, q = p below the top", () => {
    const latents = make();
    const values = initialise(latents.params, { seed: 4n });
    for (const { p, q } of walk(latents, values as never, featuresOf(latents, 2), 2, 2).sites.slice(1)) {
      expectClose(p.parameters.mean as tf.Tensor, tf.zerosLike(p.parameters.mean as tf.Tensor), 1e-7);
      expectClose(p.parameters.scale as tf.Tensor, tf.onesLike(p.parameters.scale as tf.Tensor), 1e-7);
      expectClose(klDivergence(q, p) as tf.Tensor, tf.zeros([2, 2]), 1e-7);
    }
  });

  it("leaves q where p is when the residual nets give nothing", () => {
    const latents = make();
    const values = bindParams(latents.params, (_, { shape }) =>
      tf.mul(0.4, tf.reshape(tf.sin(tf.range(0, sizeOf(shape))), [...shape])),
    );
    const still = { ...values, posterior: scaled(values.posterior, 0) } as never;
    for (const { p, q } of walk(latents, still, featuresOf(latents, 2), 2, 2).sites.slice(1)) {
      expect(tf.max(tf.abs(p.parameters.mean as tf.Tensor)).dataSync()[0] as number).toBeGreaterThan(0.1);
      expectClose(klDivergence(q, p) as tf.Tensor, tf.zeros([2, 2]), 1e-6);
    }
  });

  it("shows every site below, and the decoder, each value above", () => {
    const latents = make();
    const values = initialise(latents.params, { seed: 4n }) as never;
    const { sites, read } = walk(latents, values, featuresOf(latents, 1), 1, 1);
    const end = (changed: number) => {
      const { context } = eagerContext();
      let state = latents.begin(values, fakeGiven(), context);
      latents.sites.forEach(({ name }, i) => {
        const value = sites[i]?.value as tf.Tensor;
        state = latents.advance(values, name, state, i === changed ? tf.add(value, 1) : value, context.at(name));
      });
      return latents.handsOver?.values(values, state, context).path as tf.Tensor;
    };
    expectClose(end(-1), read.path as tf.Tensor, 1e-6);
    for (const i of [0, 1, 2]) {
      const moved = tf.max(tf.abs(tf.sub(end(i), read.path as tf.Tensor))).dataSync()[0] as number;
      expect(moved).toBeGreaterThan(0.01);
    }
  });

  it("keeps p and the path in the prior's group, q's nets in the posterior's", () => {
    const { params } = make();
    expect(Object.keys(params.posterior)).toEqual(["2x1-1", "3x2-0"]);
    expect(Object.keys(params.prior)).toEqual(["2x1-0", "2x1-1", "3x2-0", "path"]);
  });

  it("moves the running averages of each batch norm once in a walk", () => {
    const latents = make({ norm: "batch" });
    const values = initialise(latents.params, { seed: 4n });
    const { context, updates } = eagerContext({ seed: 1n });
    const state = latents.begin(values as never, fakeGiven(), context);
    const after = latents.advance(values as never, "2x1-0", state, tf.ones([1, 2, 2, 1, 2]), context.at("advance"));
    const before = updates.size;
    expect(before).toBeGreaterThan(0);
    latents.prior(values as never, "2x1-1", after, fakeGiven(), context.at("prior"));
    expect(updates.size).toBe(before);
  });

  it("refuses grids that do not halve each other, and a chain of one", () => {
    const sizes = (...all: number[][]) => ({ grids: all.map((size) => ({ size })) });
    expect(() => make(sizes([4, 4], [7, 7], [14, 14], [28, 28]))).not.toThrow();
    expect(() => make(sizes([3, 3], [7, 7]))).toThrow(/\[4, 4\], half of \[7, 7\].*got \[3, 3\]/);
    expect(() => make({ grids: [{ size: [4, 4] }] })).toThrow(ConfigError);
    expect(schema.safeParse({ kind: "top-down-grids", grids: [] }).success).toBe(false);
  });
});
