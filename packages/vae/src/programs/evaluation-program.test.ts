import { klDivergence } from "@elbo/distributions";
import { eagerContext } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createModel } from "../model/create-model.ts";
import { twoSites, twoSitesValues } from "../model/fakes/two-sites.ts";
import { evaluationProgram, importanceProgram } from "./evaluation-program.ts";
import { runTwoSites, twoExamples } from "./fakes/run-two-sites.ts";

beforeAll(useCpu);

const trace = (samples: number) =>
  createModel(twoSites, twoSitesValues()).infer(
    twoExamples(),
    { samples },
    eagerContext({ seed: 3n, training: false }).context,
  );

describe("the evaluation program", () => {
  it("gives the bound of each example: one draw, the KL in closed form, and centres of q", () => {
    const { elbo, reconstruction, kl, ...latents } = runTwoSites(evaluationProgram(twoSites), twoExamples());
    const { sites, logX } = trace(1);
    const expected = sites.map(({ q, p }) => tf.reshape(klDivergence(q, p) as tf.Tensor, [2]));
    expectClose(kl as tf.Tensor, tf.add(expected[0] as tf.Tensor, expected[1] as tf.Tensor), 1e-5);
    expectClose(reconstruction as tf.Tensor, tf.neg(tf.squeeze(logX, [0])), 1e-5);
    expectClose(elbo as tf.Tensor, tf.neg(tf.add(reconstruction as tf.Tensor, kl as tf.Tensor)), 1e-6);
    expectClose(latents["latent/a"] as tf.Tensor, [0.2, -0.4, 0.8, 0], 1e-6);
    expect(latents["latent/a"]?.shape).toEqual([2, 2]);
  });
});

it("the importance program gives log p(x, z) - log q(z|x) of every draw", () => {
  const { weights } = runTwoSites(importanceProgram(twoSites, 4), twoExamples());
  const { sites, logX } = trace(4);
  const expected = sites.reduce((sum, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)), logX);
  expect(weights?.shape).toEqual([4, 2]);
  expectClose(weights as tf.Tensor, expected, 1e-5);
});
