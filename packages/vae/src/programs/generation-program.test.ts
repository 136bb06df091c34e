import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { twoSites } from "../model/fakes/two-sites.ts";
import { runTwoSites } from "./fakes/run-two-sites.ts";
import { decodeProgram, generationProgram, priorProgram } from "./generation-program.ts";

beforeAll(useCpu);

it("generation is the prior, then the mean of p(x|z), with the prior's noise", () => {
  const prior = runTwoSites(priorProgram(twoSites, 3), {});
  expect(Object.keys(prior)).toEqual(["latent/a", "latent/b"]);
  const { mean, ...z } = runTwoSites(generationProgram(twoSites, 3), {});
  expectClose(z["latent/b"] as tf.Tensor, prior["latent/b"] as tf.Tensor, 0);
  expectClose(mean as tf.Tensor, tf.mul(z["latent/b"] as tf.Tensor, 1.5), 1e-6);
});

it("decoding takes latents as inputs and needs no noise", () => {
  const inputs = { "latent/a": tf.zeros([2, 2]), "latent/b": tf.tensor2d([1, 2, 3, 4], [2, 2]) };
  for (const seed of [1n, 2n]) {
    expectClose(runTwoSites(decodeProgram(twoSites, 2), inputs, { seed }).mean as tf.Tensor, [1.5, 3, 4.5, 6], 1e-6);
  }
});
