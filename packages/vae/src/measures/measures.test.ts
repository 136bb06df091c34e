import { cpuEngine, createArena, createOnnxEngine } from "@elbo/engine";
import type { Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import { assemble } from "../assembly/assemble.ts";
import { parseConfig } from "../config/parse-config.ts";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { configTable, openTestModel } from "../conformance/open-models.ts";
import { evaluateModel } from "../evaluation/evaluate-model.ts";
import { linearGaussian } from "../evaluation/fakes/linear-gaussian.ts";
import { createRegistry } from "../registry/registry.ts";
import { createSession, type Session } from "../session/session.ts";
import { chooseMeasures } from "./measures.ts";

beforeAll(useCpu);
let files: DataFiles;
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

const registry = createRegistry(builtInParts);
const open = async (name: string): Promise<Session> => {
  const { assembled, values } = await openTestModel(configTable(files)[name] as object);
  const arena = createArena(assembled.tree);
  arena.values.set(values);
  return createSession(assembled, cpuEngine, arena);
};

describe("information of an exact posterior", () => {
  const { law, open } = linearGaussian({ size: 5, noise: 0.6, test: 900 });

  it("is the model's own: I(x; z) in closed form, and an aggregate posterior that is the prior", async () => {
    const session = await open(createOnnxEngine({ threads: 1 }));
    const { metrics } = await evaluateModel(session, {
      split: session.assembled.dataset.splits.test,
      metrics: ["information"],
    });
    const found = metrics?.information as Named<number>;
    // I(x; z) = 1/2 log det(I + W'W / s^2)
    const products = [0, 1].map((i) =>
      [0, 1].map((j) => {
        const own = i === j ? 1 : 0;
        return law.bias.reduce(
          (sum, _, row) => sum + ((law.weights[2 * row + i] as number) * (law.weights[2 * row + j] as number)) / 0.36,
          own,
        );
      }),
    ) as [[number, number], [number, number]];
    const truth = 0.5 * Math.log(products[0][0] * products[1][1] - products[0][1] * products[1][0]);
    expect(found.examples).toBe(900);
    expect(Math.abs((found.mutualInformation as number) - truth)).toBeLessThan(
      5 * (found.standardError as number) + 0.02,
    );
    expect(Math.abs(found.aggregateKl as number)).toBeLessThan(0.1);
    expect(found.totalCorrelation).toBeLessThan(0.1);
    expect((found.totalCorrelation as number) + (found.dimensionKl as number)).toBeCloseTo(
      found.aggregateKl as number,
      5,
    );
  });
});

it("information of several sites has no terms of single coordinates", async () => {
  const session = await open("top-down, precision");
  const split = session.assembled.dataset.splits.test;
  const { metrics } = await evaluateModel(session, { split, metrics: ["information"], metricsLimit: 7 });
  expect(Object.keys(metrics?.information ?? {})).toEqual([
    "mutualInformation",
    "aggregateKl",
    "standardError",
    "examples",
  ]);
  expect(metrics?.information?.mutualInformation).toBeLessThanOrEqual(Math.log(7) + 1e-6);
});

it("codes that are the factors score as such", async () => {
  const config = parseConfig(
    {
      data: { kind: "dsprites", size: 8, test: 400 },
      likelihood: { kind: "bernoulli" },
      latents: { kind: "single", posterior: { kind: "gaussian", dimension: 6 } },
      decoder: { kind: "dense", hidden: [] },
      encoder: { kind: "dense", hidden: [] },
      loss: { kind: "elbo" },
      training: { steps: 1 },
    },
    registry,
  );
  const assembled = await assemble(config, registry);
  const real = createSession(assembled, cpuEngine, createArena(assembled.tree));
  /** An encoder that reads the factors from the field that holds them. */
  const run: Session["run"] = async (_name, _request, inputs) => ({ "latent/z": inputs.attributes as Numbers });
  const [[, { measure }] = expect.fail("there is one")] = chooseMeasures(["disentanglement"], real);
  const found = await measure({
    session: { ...real, run },
    split: assembled.dataset.splits.test,
    examples: 400,
    seed: 1n,
    pause: async () => {},
    draw: async () => expect.fail("it needs no samples"),
  });
  expect(found.factorVaeScore).toBe(1);
  expect(found.sap).toBeGreaterThan(0.9);
  expect(found.mig).toBeGreaterThan(0.5);
  expect(found.dciDisentanglement).toBeGreaterThan(0.6);
  expect(found.dciInformativeness).toBeGreaterThan(0.6);
});

it("test pictures drawn again are as far as nothing, and others far", async () => {
  const config = parseConfig(
    {
      data: { kind: "mnist", binarise: "none" },
      likelihood: { kind: "gaussian" },
      latents: { kind: "single", posterior: { kind: "gaussian", dimension: 2 } },
      decoder: { kind: "dense", hidden: [] },
      encoder: { kind: "dense", hidden: [] },
      loss: { kind: "elbo" },
      training: { steps: 1 },
    },
    registry,
  );
  const assembled = await assemble(config, registry);
  const real = createSession(assembled, createOnnxEngine({ threads: 1 }), createArena(assembled.tree));
  const { test: split } = assembled.dataset.splits;
  const examples = 200;
  const pictures = async (first: number, count: number) => {
    const x = new Float32Array(count * 784);
    await split.read(
      Int32Array.from({ length: count }, (_, i) => first + i),
      { x },
    );
    return { x };
  };
  const [[, { measure }] = expect.fail("there is one")] = chooseMeasures(["samples"], real);
  const on = { split, examples, seed: 1n, pause: async () => {} };
  /** A decoder that gives back what the encoder saw, and a sampler that knows the test pictures. */
  const perfect: Session = { ...real, run: async (_name, _request, { x }) => ({ mean: x as Numbers }) };
  const same = await measure({
    ...on,
    session: perfect,
    draw: (count, seed) => pictures(count * Number(seed - 2n), count),
  });
  expect(Math.abs(same.frechetReconstructions as number)).toBeLessThan(1e-6);
  expect(Math.abs(same.frechet as number)).toBeLessThan(1e-6);
  expect(same).toMatchObject({ precision: 1, recall: 1, coverage: 1, examples });
  const grey = await measure({
    ...on,
    session: real,
    draw: async (count) => ({ x: new Float32Array(count * 784).fill(0.4) }),
  });
  expect(grey.frechet).toBeGreaterThan(10);
  expect(grey.frechetReconstructions).toBeGreaterThan(10);
  expect(grey.recall).toBe(0);
  expect(grey.coverage).toBeLessThan(0.1);
  expect(grey.kernel).toBeGreaterThan((same.kernel as number) + 1);
});

describe("what cannot be measured is refused before any work, with the reason", () => {
  const refused = async (name: string, metric: string) => {
    const session = await open(name);
    const none: Session = { ...session, run: async () => expect.fail("it began") };
    return evaluateModel(none, { split: session.assembled.dataset.splits.test, metrics: [metric] });
  };
  it.each([
    ["dense", "probes", /data idx: "probes" cannot be measured: its data has no labels/],
    ["dense", "disentanglement", /no known factors/],
    ["dense", "samples", /grey pictures of 28x28 pixels in 0..1, these are \[8,8,1\]/],
    ["dense", "reconstructions", /at least 11x11 pixels, these have 8/],
    ["fixed sigma", "reconstructions", /no pictures with values in 0..1/],
    ["recurrent text", "reconstructions", /needs a decoder with outputs in one pass, since it shows the mean/],
    ["Hamiltonian", "information", /needs a posterior with a density of any value.*Leave the measure out/],
    ["VQ, PixelCNN", "ais", /needs a posterior with draws that are vectors of real numbers, since Hamiltonian moves/],
    ["dense", "informaton", /no measure is called "informaton".*Did you mean "information"/],
  ])("%s: %s", async (name, metric, message) => {
    await expect(refused(name, metric)).rejects.toThrow(message);
  });

  it("is left out on request, but an unknown name is not", async () => {
    const session = await open("dense");
    expect(chooseMeasures(["probes", "information"], session, true).map(([name]) => name)).toEqual(["information"]);
    expect(() => chooseMeasures(["probe"], session, true)).toThrow(/Did you mean "probes"/);
  });
});
