import { NotSupportedError } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { twoSites } from "../model/fakes/two-sites.ts";
import { runTwoSites, twoExamples } from "./fakes/run-two-sites.ts";
import { encodeProgram, reconstructionProgram, shown } from "./reconstruction-program.ts";

beforeAll(useCpu);

const bare = { family: "odd", batchShape: [], eventShape: [], parameters: {}, gradient: "none" as const };

it("goes through the centres of q without noise, and decodes the last", () => {
  const out = runTwoSites(reconstructionProgram(twoSites), twoExamples());
  // a = 0.4 x, b = a + x, mean = 1.5 b
  expectClose(out["latent/b"] as tf.Tensor, [0.7, -1.4, 2.8, 0], 1e-6);
  expectClose(out.mean as tf.Tensor, [1.05, -2.1, 4.2, 0], 1e-6);
  expectClose(
    runTwoSites(reconstructionProgram(twoSites), twoExamples(), { seed: 8n }).mean as tf.Tensor,
    out.mean as tf.Tensor,
    0,
  );
});

it("encoding gives the centres alone", () => {
  const out = runTwoSites(encodeProgram(twoSites), twoExamples());
  expect(Object.keys(out)).toEqual(["latent/a", "latent/b"]);
  expectClose(out["latent/a"] as tf.Tensor, [0.2, -0.4, 0.8, 0], 1e-6);
});

it("shows a mean, a mode where there is no mean, and complains where there is neither", () => {
  expect(shown({ ...bare, mean: () => tf.scalar(1), mode: () => tf.scalar(2) }).dataSync()[0]).toBe(1);
  expect(shown({ ...bare, mode: () => tf.scalar(2) }).dataSync()[0]).toBe(2);
  expect(() => shown(bare)).toThrow(/odd needs a mean or a mode/);
  expect(() => shown(bare)).toThrow(NotSupportedError);
});
