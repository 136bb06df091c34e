import { normalDiagonal } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { type Distribution, NotSupportedError } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { logNormal, twoSites, twoSitesValues } from "./fakes/two-sites.ts";
import { type Choose, centreOf, drawFrom, observed, scorePrior, walkSites } from "./walk-sites.ts";

beforeAll(useCpu);

const x = [0.5, -1];
const features = () => ({ features: tf.tensor2d([x.map((v) => 0.4 * v)]), x: tf.tensor2d([x]) });
const given = () => fakeGiven();
const walk = (choose: Choose, key: object = {}) =>
  walkSites(twoSites, twoSitesValues(), features(), given(), choose, eagerContext(key).context);
const a = [0.3, 0.1];
const b = [-0.2, 0.9];
const z = () => ({ a: tf.tensor(a, [1, 1, 2]), b: tf.tensor(b, [1, 1, 2]) });
const first = (t: tf.Tensor | undefined) => (t as tf.Tensor).dataSync()[0] as number;

describe("walkSites", () => {
  it("scores observed values under q and p, each site given the one above", () => {
    const values = z();
    const { sites, given: after } = walk((site, q) => observed(values[site as "a"], site, q));
    expect(sites.map(({ name }) => name)).toEqual(["a", "b"]);
    const [above, below] = sites;
    expectClose(first(above?.logQ), logNormal(a, [0.2, -0.4], 0.5), 1e-5);
    expectClose(first(above?.logP), logNormal(a, [0, 0], 1), 1e-5);
    expectClose(first(below?.logQ), logNormal(b, [0.8, -0.9], 0.3), 1e-5);
    expectClose(first(below?.logP), logNormal(b, [0.15, 0.05], 0.8), 1e-5);
    expect(after.lead).toEqual([1, 1]);
    expect(Object.keys(after.z)).toEqual(["a", "b"]);
  });

  it("draws a sample axis once, and one value per sample below", () => {
    const { sites } = walk(drawFrom(5));
    expect(sites.map(({ value }) => value.shape)).toEqual([
      [5, 1, 2],
      [5, 1, 2],
    ]);
    expect(sites.map(({ logQ }) => logQ.shape)).toEqual([
      [5, 1],
      [5, 1],
    ]);
    for (const { q, value, logQ } of sites) expectClose(logQ, q.logProb?.(value) as tf.Tensor, 1e-4);
  });

  it("takes centres: the mean of q, along the mean above", () => {
    const { sites } = walk(centreOf);
    expectClose(sites[0]?.value as tf.Tensor, [0.2, -0.4], 1e-6);
    expectClose(sites[1]?.value as tf.Tensor, [0.7, -1.4], 1e-6);
  });
});

describe("walkSites where the order of inference is another", () => {
  /** b is inferred first, q(b|x) = N(x, 0.3), q(a|b, x) = N(b + 0.4 x, 0.5); drawn are p(a) = N(0, 1), p(b|a) = N(0.5 a, 0.8). */
  const { latents } = twoSites;
  const upwards = {
    ...twoSites,
    latents: {
      ...latents,
      inferred: ["b", "a"],
      posterior: (...[, site, before, seen]: Parameters<typeof latents.posterior>) =>
        site === "b"
          ? normalDiagonal({ mean: seen.x as tf.Tensor, scale: tf.fill([1, 2], 0.3), eventAxes: 1 })
          : normalDiagonal({
              mean: tf.add(before as tf.Tensor, seen.features as tf.Tensor),
              scale: tf.scalar(0.5),
              eventAxes: 1,
            }),
    },
  } as typeof twoSites;

  it("asks q along the one order and p along the other, and marks p that follows later draws", () => {
    const values = z();
    const asked: string[] = [];
    const choose: Choose = (site, q) => {
      asked.push(site);
      return observed(values[site as "a"], site, q);
    };
    const context = eagerContext().context;
    const { sites, given: after } = walkSites(upwards, twoSitesValues(), features(), given(), choose, context);
    expect(asked).toEqual(["b", "a"]);
    expect(sites.map(({ name, unsettled }) => [name, unsettled])).toEqual([
      ["a", undefined],
      ["b", true],
    ]);
    expectClose(first(sites[1]?.logQ), logNormal(b, x, 0.3), 1e-5);
    expectClose(first(sites[0]?.logQ), logNormal(a, [0, 0.5], 0.5), 1e-5);
    expectClose(first(sites[0]?.logP), logNormal(a, [0, 0], 1), 1e-5);
    expectClose(first(sites[1]?.logP), logNormal(b, [0.15, 0.05], 0.8), 1e-5);
    expect([Object.keys(after.z), after.lead]).toEqual([
      ["a", "b"],
      [1, 1],
    ]);
  });

  it("makes the sample axis at the site inferred first", () => {
    const context = eagerContext().context;
    const { sites } = walkSites(upwards, twoSitesValues(), features(), given(), drawFrom(5), context);
    expect(sites.map(({ value, logQ }) => [value.shape, logQ.shape])).toEqual([
      [
        [5, 1, 2],
        [5, 1],
      ],
      [
        [5, 1, 2],
        [5, 1],
      ],
    ]);
  });
});

it("scorePrior is the sum over sites of log p", () => {
  const total = scorePrior(twoSites, twoSitesValues(), z(), given(), eagerContext().context);
  expectClose(first(total), logNormal(a, [0, 0], 1) + logNormal(b, [0.15, 0.05], 0.8), 1e-5);
});

describe("what cannot be done is refused with the site's name", () => {
  const bare: Distribution = {
    family: "moved",
    batchShape: [1],
    eventShape: [2],
    parameters: {},
    gradient: "pathwise",
  };
  it("an observed value under a q that knows its own draws only", () => {
    expect(() => observed(tf.zeros([1, 1, 2]), "a", bare)).toThrow(NotSupportedError);
    expect(() => observed(tf.zeros([1, 1, 2]), "a", bare)).toThrow(/site a/);
  });
  it("a draw from a q without draws", () => {
    expect(() => drawFrom(1)("a", bare, eagerContext().context)).toThrow(/site a/);
  });
  it("a prior without a density", () => {
    const latents = { ...twoSites.latents, prior: () => bare };
    expect(() =>
      walkSites({ ...twoSites, latents }, twoSitesValues(), features(), given(), drawFrom(1), eagerContext().context),
    ).toThrow(/the prior "moved" of site a has no density/);
  });
});
