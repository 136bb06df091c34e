import { eagerContext, initialise } from "@elbo/program";
import { ConfigError, type Named } from "@elbo/spec";
import { centralDifference, expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { normalPrior } from "../../fixtures/normal-prior.ts";
import { fakeWiring } from "../../fixtures/wiring.ts";
import { bottomUpLatents, createBottomUp } from "./bottom-up.ts";

beforeAll(useCpu);

const schema = bottomUpLatents.config(() => z.unknown());
const make = (sites: readonly object[], more: object = {}) =>
  createBottomUp(
    schema.parse({ kind: "bottom-up", sites, widths: [5], activation: "tanh", ...more }),
    fakeWiring([normalPrior] as never),
  );
const three = [2, 3, 4].map((dimension, i) => ({ name: `z${3 - i}`, dimension }));
const latents = make(three);
const values = () => initialise(latents.params, { seed: 4n }) as never;
const noise = (name: string, shape: readonly number[]) =>
  eagerContext({ seed: 12n }).context.noise(name, [...shape], { law: "normal" });
const features = (): Named<tf.Tensor> => ({
  "z1.mean": noise("mean", [2, 4]),
  "z1.log-variance": noise("log-variance", [2, 4]),
});

/** q and p of every site around draws of the whole chain, as a model walks it. */
function walk(asked: Named<tf.Tensor>, samples = 3) {
  const { context } = eagerContext({ seed: 1n });
  const params = values();
  const drawn: Record<string, { value: tf.Tensor; logQ: tf.Tensor; logP: tf.Tensor }> = {};
  let state = latents.begin(params, fakeGiven(), context);
  for (const name of latents.inferred ?? []) {
    const scope = context.at(name);
    const q = latents.posterior(params, name, state, asked, fakeGiven(), scope.at("q"));
    const made = q.draw?.(name === "z1" ? samples : 1, scope.at("draw")) as { value: tf.Tensor; logProb: tf.Tensor };
    const squeezed = (x: tf.Tensor) => (name === "z1" ? x : tf.squeeze(x, [0]));
    drawn[name] = { value: squeezed(made.value), logQ: squeezed(made.logProb), logP: tf.scalar(0) };
    state = latents.advance(params, name, state, squeezed(made.value), scope.at("advance"));
  }
  const down = context.at("down");
  state = latents.begin(params, fakeGiven(), down);
  for (const { name } of latents.sites) {
    const scope = down.at(name);
    const site = drawn[name] as (typeof drawn)[string];
    const p = latents.prior(params, name, state, fakeGiven(), scope.at("p"));
    site.logP = p.logProb?.(site.value) as tf.Tensor;
    state = latents.advance(params, name, state, site.value, scope.at("advance"));
  }
  return { drawn, state };
}

describe("a chain inferred from the bottom up", () => {
  it("asks the encoder for the bottom site's moments alone, and hands the decoder that site alone", () => {
    expect(latents.features).toEqual({ "z1.mean": [4], "z1.log-variance": [4] });
    expect(latents.sites.map(({ name }) => name)).toEqual(["z3", "z2", "z1"]);
    expect(latents.inferred).toEqual(["z1", "z2", "z3"]);
    expect(latents.handsOver?.shapes).toEqual({ z1: [4] });
    const { drawn, state } = walk(features());
    const handed = latents.handsOver?.values(values(), state, eagerContext().context) ?? {};
    expect(Object.keys(handed)).toEqual(["z1"]);
    expectClose(handed.z1 as tf.Tensor, drawn.z1?.value as tf.Tensor, 0);
  });

  it("keeps nets up in the posterior's group, nets down in the prior's", () => {
    expect(Object.keys(latents.params.posterior)).toEqual(["z3", "z2"]);
    expect(Object.keys(latents.params.prior)).toEqual(["z3", "z2", "z1"]);
    expect(Object.entries(latents.facts).map(([name, { posterior }]) => [name, posterior.includes("alone")])).toEqual([
      ["z3", false],
      ["z2", false],
      ["z1", true],
    ]);
  });

  it("draws with axes [sample, batch, latent] at every site, and scores each", () => {
    const { drawn } = walk(features());
    expect(
      Object.entries(drawn).map(([name, { value, logQ, logP }]) => [name, value.shape, logQ.shape, logP.shape]),
    ).toEqual([4, 3, 2].map((size, i) => [`z${i + 1}`, [3, 2, size], [3, 2], [3, 2]]));
  });

  it("reads the neighbour alone: q the site below, p the site above, at any number of leading axes", () => {
    const params = values();
    const context = () => eagerContext().context;
    const at = (name: string, before: tf.Tensor) => latents.advance(params, name, {}, before, context());
    const below = noise("below", [3, 2, 4]);
    const q = latents.posterior(params, "z2", at("z1", below), {}, fakeGiven(), context());
    expect(q.batchShape).toEqual([3, 2]);
    const flat = latents.posterior(params, "z2", at("z1", tf.reshape(below, [6, 4])), {}, fakeGiven(), context());
    expectClose(tf.reshape(q.parameters.mean as tf.Tensor, [6, 3]), flat.parameters.mean as tf.Tensor, 1e-6);
    const above = noise("above", [3, 2, 2]);
    const p = latents.prior(params, "z2", at("z3", above), fakeGiven(), context());
    expect(p.batchShape).toEqual([3, 2]);
    const other = latents.prior(params, "z2", at("z3", tf.neg(above)), fakeGiven(), context());
    const apart = tf.max(tf.abs(tf.sub(p.parameters.mean as tf.Tensor, other.parameters.mean as tf.Tensor)));
    expect(apart.dataSync()[0] as number).toBeGreaterThan(0.01);
    expect(latents.prior(params, "z3", {}, fakeGiven(), context()).batchShape).toEqual([]);
  });

  it("carries gradients from the top through every draw to the features: central differences", () => {
    const all = features();
    for (const name of Object.keys(all)) {
      const f = (x: tf.Tensor) =>
        Object.values(walk({ ...all, [name]: x }).drawn).reduce(
          (sum: tf.Tensor, { logQ, logP }) => tf.add(sum, tf.sum(tf.sub(logQ, logP))),
          tf.scalar(0),
        );
      const at = all[name] as tf.Tensor;
      const gradient = tf.grad(f)(at);
      expectClose(gradient, centralDifference(f, at), 5e-3);
      expect([...gradient.dataSync()].every((g) => Math.abs(g) > 1e-7)).toBe(true);
    }
  });

  it("may be of one site, which is then inferred and drawn first", () => {
    const one = make([{ name: "z", dimension: 2 }]);
    expect([one.inferred, Object.keys(one.params.posterior)]).toEqual([["z"], []]);
    expect(one.facts.z?.posterior).toContain("alone");
  });

  it("takes widths of a site's own for its nets, up and down", () => {
    const own = make([
      { name: "b", dimension: 2, widths: [7, 6] },
      { name: "a", dimension: 3 },
    ]);
    const layers = (tree: unknown) =>
      Object.keys((tree as { trunk: object }).trunk).filter((key) => /^layer/.test(key));
    expect([layers(own.params.posterior.b), layers(own.params.prior.a)]).toEqual([["layer0", "layer1"], ["layer0"]]);
  });

  it("refuses one name for two sites, no site and unknown options", () => {
    expect(() => make([three[0] as object, three[0] as object])).toThrow(ConfigError);
    expect(schema.safeParse({ kind: "bottom-up", sites: [] }).success).toBe(false);
    expect(schema.safeParse({ kind: "bottom-up", sites: three, combine: "precision" }).success).toBe(false);
  });
});
