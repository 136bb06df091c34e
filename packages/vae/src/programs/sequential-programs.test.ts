import { categorical } from "@elbo/distributions";
import type { Codebook, DecoderStepper, Stepper } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { twoSites } from "../model/fakes/two-sites.ts";
import type { ModelParts } from "../model/model-parts.ts";
import { runTwoSites } from "./fakes/run-two-sites.ts";
import { decoderSequence, lookupProgram, priorSequence } from "./sequential-programs.ts";

beforeAll(useCpu);

const COUNT = 2;
const tokens = (values: number[]) => tf.tensor1d(values, "int32");
/** Logits that leave no doubt about `token`, `[batch, category]`. */
const sure = (token: tf.Tensor) => tf.mul(tf.cast(tf.oneHot(tf.cast(token, "int32"), 5), "float32"), 50);

/** A parameter of the prior, as the structure's stepper sees it. */
const shiftOf = (params: unknown) => (params as { prior: { shift: tf.Tensor } }).prior.shift.dataSync()[0];

/** The next token is the one before plus the carry, plus the index. */
const counting: Stepper = {
  length: 3,
  begin: (params, given) => {
    expect(shiftOf(params)).toBe(0.5);
    return { by: tf.fill([given.lead[0] as number], given.codebook?.size ?? 0, "int32") };
  },
  step: (params, { by }, previous, index) => {
    expect(shiftOf(params)).toBe(0.5);
    const next = tf.add(tf.add(previous, by as tf.Tensor), index);
    return { distribution: categorical({ logits: sure(next) }), carry: { by: by as tf.Tensor } };
  },
};

describe("a sequential prior", () => {
  const codebook: Codebook = {
    size: 1,
    shape: [3],
    lookup: (indices) => tf.mul(tf.cast(indices, "float32"), 10),
    indices: (value) => tf.cast(value, "int32"),
  };
  const parts: ModelParts = { ...twoSites, latents: { ...twoSites.latents, codebook: () => codebook } };
  const sequence = priorSequence(parts, "a", counting, COUNT);

  it("begins with the structure's parameters and the site's codes", () => {
    const out = runTwoSites(sequence.begin, {});
    expect(Object.keys(out)).toEqual(["carry/by"]);
    expect(Array.from(out["carry/by"]?.dataSync() ?? [])).toEqual([1, 1]);
  });

  it.each(["draw", "mode"] as const)("steps by its distribution (%s) and hands the carry on", (pick) => {
    const inputs = { "carry/by": tokens([1, 1]), previous: tokens([0, 1]), index: tf.scalar(2, "int32") };
    const { token, ...carry } = runTwoSites(sequence.step(pick), inputs);
    expect([token?.dtype, Array.from(token?.dataSync() ?? [])]).toEqual(["int32", [3, 4]]);
    expect(Object.keys(carry)).toEqual(["carry/by"]);
  });

  it("looks codes up, and complains where there are none", () => {
    const out = runTwoSites(lookupProgram(parts, "a"), { codes: tokens([1, 2]) });
    expectClose(out["latent/a"] as tf.Tensor, [10, 20], 0);
    expect(() => runTwoSites(lookupProgram(twoSites, "a"), { codes: tokens([1]) })).toThrow(/site a .* no codebook/);
  });
});

describe("a sequential decoder", () => {
  const stepper: DecoderStepper = {
    length: 4,
    begin: (_params, z) => ({ start: tf.sum(z.b as tf.Tensor, 1) }),
    step: (_params, carry, previous) => ({ outputs: { logits: tf.expandDims(sure(previous), 1) }, carry }),
  };
  const likelihood: ModelParts["likelihood"] = {
    params: {},
    outputs: { logits: [4, 5] },
    supports: ["tokens"],
    elements: (_params, { logits }) => categorical({ logits: logits as tf.Tensor }),
  };
  const sequence = decoderSequence({ ...twoSites, likelihood }, stepper, COUNT);

  it("begins from the latents, and picks each token from the likelihood of one position", () => {
    const z = { "latent/a": tf.zeros([2, 2]), "latent/b": tf.tensor2d([1, 2, 3, 4], [2, 2]) };
    expectClose(runTwoSites(sequence.begin, z)["carry/start"] as tf.Tensor, [3, 7], 0);
    const inputs = { "carry/start": tf.tensor1d([3, 7]), previous: tokens([4, 2]), index: tf.scalar(1, "int32") };
    for (const pick of ["draw", "mode"] as const) {
      const { token } = runTwoSites(sequence.step(pick), inputs);
      expect([token?.shape, Array.from(token?.dataSync() ?? [])]).toEqual([[2], [4, 2]]);
    }
  });
});
