import { eagerContext } from "@elbo/program";
import type { Named } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createModel } from "./create-model.ts";
import { logNormal, twoSites, twoSitesValues } from "./fakes/two-sites.ts";

beforeAll(useCpu);

const batch = () => ({ x: tf.tensor2d([0.5, -1, 2, 0], [2, 2]), weight: tf.ones([2]) });
const model = () => createModel(twoSites, twoSitesValues());
const context = (key: object = {}) => eagerContext({ seed: 2n, ...key }).context;
const valuesOf = (sites: readonly { readonly name: string; readonly value: tf.Tensor }[]): Named<tf.Tensor> =>
  Object.fromEntries(sites.map(({ name, value }) => [name, value]));

describe("a model", () => {
  it("infers what it scores: densities of drawn latents are those of given ones", () => {
    const drawn = model().infer(batch(), { samples: 3 }, context());
    const scored = model().score(batch(), valuesOf(drawn.sites), context({ seed: 9n }));
    expectClose(scored.logX, drawn.logX, 1e-5);
    drawn.sites.forEach((site, i) => {
      expectClose(scored.sites[i]?.logQ as tf.Tensor, site.logQ, 1e-4);
      expectClose(scored.sites[i]?.logP as tf.Tensor, site.logP, 1e-5);
    });
  });

  it("takes observed sites and draws the others below them", () => {
    const a = tf.tensor([0.3, 0.1, 1, 2], [1, 2, 2]);
    const { sites } = model().infer(batch(), { samples: 1, observe: { a } }, context());
    expect(sites[0]?.value).toBe(a);
    expectClose(sites[1]?.q.mean?.() as tf.Tensor, [0.8, -0.9, 3, 2], 1e-6);
  });

  it("hands over what its parts add, once", () => {
    const { added } = model().infer(batch(), { samples: 2 }, context());
    expect(Object.keys(added)).toEqual(["penalty"]);
    expectClose(added.penalty as tf.Tensor, [1.25, 4], 1e-6);
  });

  it("knows log p(x, z) of any latents: prior and likelihood, adding nothing", () => {
    const outer = eagerContext();
    const z = { a: tf.tensor([0.3, 0.1], [1, 1, 2]), b: tf.tensor([-0.2, 0.9], [1, 1, 2]) };
    const one = { x: tf.tensor2d([[0.5, -1]]), weight: tf.ones([1]) };
    const { logJoint } = model().given(one, [1], outer.context);
    const expected =
      logNormal([0.3, 0.1], [0, 0], 1) +
      logNormal([-0.2, 0.9], [0.15, 0.05], 0.8) +
      logNormal([0.5, -1], [-0.3, 1.35], 0.7);
    expectClose(logJoint(z), expected, 1e-5);
    expectClose(logJoint(z), expected, 1e-5);
    expect(outer.added).toEqual({});
  });

  it("encodes other batches under the same encoder, for priors made of posteriors", () => {
    const inner = context();
    const { a } = model()
      .given(batch(), [2], context())
      .encode({ x: tf.tensor2d([[1, 2]]), weight: tf.ones([1]) }, inner.quiet());
    expectClose(a?.mean?.() as tf.Tensor, [0.4, 0.8], 1e-6);
  });

  it("generates: x is decoded from the drawn z", () => {
    const { z, x } = model().generate([2, 3], { weight: tf.ones([6]) }, context());
    expect(z.b?.shape).toEqual([6, 2]);
    expectClose(x.mean?.() as tf.Tensor, tf.mul(z.b as tf.Tensor, 1.5), 1e-6);
  });
});
