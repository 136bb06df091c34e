import { eagerContext } from "@elbo/program";
import type { Batch } from "@elbo/spec";
import { expectClose, fakeGiven, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { decode, logLikelihood } from "./decode.ts";
import { logNormal, twoSites, twoSitesValues } from "./fakes/two-sites.ts";
import type { ModelParts } from "./model-parts.ts";

beforeAll(useCpu);

const x = () => tf.tensor2d([0.5, -1, 2, 0], [2, 2]);
const z = () => ({ b: tf.tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2], [3, 2, 2]) });
const givenOf = (batch: Batch) => fakeGiven({ batch, lead: [3, 2] });
const run = (parts: ModelParts, batch: Batch) =>
  decode(parts, twoSitesValues(), z(), givenOf(batch), eagerContext().context);

it("keeps the sample and batch axes: p(x|z) of every draw, summed per example", () => {
  const batch = { x: x(), weight: tf.ones([2]) };
  const likelihood = run(twoSites, batch);
  expect(likelihood.batchShape).toEqual([3, 2, 2]);
  const total = logLikelihood(twoSites.likelihood, likelihood, batch);
  expect(total.shape).toEqual([3, 2]);
  expectClose(total.dataSync()[3] as number, logNormal([2, 0], [1.05, 1.2], 0.7), 1e-5);
});

it("sums observed elements only", () => {
  const batch = { x: x(), weight: tf.ones([2]), "x.mask": tf.tensor2d([1, 0, 0, 0], [2, 2]) };
  const total = logLikelihood(twoSites.likelihood, run(twoSites, batch), batch).dataSync();
  expectClose(total[0] as number, logNormal([0.5], [0.15], 0.7), 1e-5);
  expect(total[1]).toBe(0);
});

it("hands decoders the batch repeated for each sample, samples in front", () => {
  const seen: number[][] = [];
  const decoder: ModelParts["decoder"] = {
    ...twoSites.decoder,
    outputs: (params, folded, given, context) => {
      seen.push(given.batch.x?.shape as number[], [...given.lead], folded.b?.shape as number[]);
      expectClose(tf.slice(given.batch.x as tf.Tensor, [2, 0], [2, 2]), x(), 0);
      return twoSites.decoder.outputs(params, folded, given, context);
    },
  };
  run({ ...twoSites, decoder }, { x: x(), weight: tf.ones([2]) });
  expect(seen).toEqual([[6, 2], [6], [6, 2]]);
});
