import { eagerContext } from "@elbo/program";
import { NotSupportedError } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { drawPrior } from "./draw-prior.ts";
import { twoSites, twoSitesValues } from "./fakes/two-sites.ts";
import type { ModelParts } from "./model-parts.ts";

beforeAll(useCpu);

const draw = (count: number, key: object = {}, parts: ModelParts = twoSites) => {
  const given = fakeGiven({ lead: [count] });
  return drawPrior(parts, twoSitesValues(), count, given, eagerContext(key).context);
};

it("draws site after site: b follows N(a / 2, 0.8), a follows N(0, 1), within five standard errors", () => {
  const count = 4000;
  const { a, b } = draw(count) as { a: tf.Tensor; b: tf.Tensor };
  expect([a.shape, b.shape]).toEqual([
    [count, 2],
    [count, 2],
  ]);
  const rest = tf.div(tf.sub(b, tf.mul(a, 0.5)), 0.8);
  for (const standard of [a, rest]) {
    const { mean, variance } = tf.moments(standard);
    expect(Math.abs(mean.dataSync()[0] as number)).toBeLessThan(5 / Math.sqrt(2 * count));
    expect(Math.abs((variance.dataSync()[0] as number) - 1)).toBeLessThan(5 * Math.sqrt(2 / (2 * count)));
  }
  expect(Math.abs(tf.mean(tf.mul(a, rest)).dataSync()[0] as number)).toBeLessThan(5 / Math.sqrt(2 * count));
});

it("is a function of the seed", () => {
  expectClose(draw(3, { seed: 2n }).b as tf.Tensor, draw(3, { seed: 2n }).b as tf.Tensor, 0);
  expect(String(draw(3, { seed: 3n }).b?.dataSync())).not.toBe(String(draw(3, { seed: 2n }).b?.dataSync()));
});

it("sends priors that are drawn step by step to the sequential sampler", () => {
  const latents = {
    ...twoSites.latents,
    prior: () => ({ family: "codes", batchShape: [], eventShape: [2], parameters: {}, gradient: "none" as const }),
  };
  expect(() => draw(2, {}, { ...twoSites, latents })).toThrow(NotSupportedError);
  expect(() => draw(2, {}, { ...twoSites, latents })).toThrow(/sequential sampler/);
});
