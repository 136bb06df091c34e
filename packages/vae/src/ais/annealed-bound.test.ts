import { exactLogLikelihood } from "@elbo/datasets";
import { createOnnxEngine } from "@elbo/engine";
import type { Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { linearGaussian } from "../evaluation/fakes/linear-gaussian.ts";
import { readBatches } from "../evaluation/read-batches.ts";
import { annealedBound } from "./annealed-bound.ts";
import { type Ask, hamiltonianMove } from "./hamiltonian-move.ts";
import { temperatures } from "./temperatures.ts";

beforeAll(useCpu);

const BATCH = 12;
const SIZE = 6;
const model = linearGaussian({ size: SIZE, noise: 0.3, test: BATCH });
const { law } = model;

describe("annealed importance sampling of a linear Gaussian model", () => {
  const bounds = async (steps: number, chains: number) => {
    const session = await model.open(createOnnxEngine({ threads: 1 }));
    const { splits, fields } = session.assembled.dataset;
    for await (const { inputs } of readBatches(splits.test, fields, { batch: BATCH, seed: 0n })) {
      const how = { steps, chains, leapfrogs: 5, seed: 3n, batchNumber: 0 };
      const found = await annealedBound(session, inputs, BATCH, how);
      const exact = Array.from({ length: BATCH }, (_, i) =>
        exactLogLikelihood((inputs.x as Numbers).subarray(i * SIZE, (i + 1) * SIZE), law),
      );
      session.dispose();
      return found.map((value, i) => value - (exact[i] as number));
    }
    throw new Error("no example");
  };
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;

  it("comes to log p(x) of every example", async () => {
    const gaps = await bounds(100, 16);
    expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(0.4);
    expect(Math.abs(mean(gaps))).toBeLessThan(0.08);
  });
  it("is lower with few distributions, and with one it is plain sampling from the prior", async () => {
    const [one, few] = [mean(await bounds(1, 16)), mean(await bounds(30, 16))];
    expect(few).toBeGreaterThan(one + 0.5);
    expect(one).toBeLessThan(-0.8);
    expect(few).toBeLessThan(0.08);
  });
});

it("temperatures rise from 0 to 1, close together at both ends", () => {
  const betas = temperatures(10);
  expect([betas[0], betas[10]]).toEqual([0, 1]);
  const gaps = Array.from({ length: 10 }, (_, i) => (betas[i + 1] as number) - (betas[i] as number));
  expect(gaps.every((gap) => gap > 0)).toBe(true);
  expect(gaps[5]).toBeGreaterThan(5 * (gaps[0] as number));
  expect(gaps[9]).toBeCloseTo(gaps[0] as number, 12);
});

it("moves keep a Gaussian: mean and variance of 4000 chains that started elsewhere", async () => {
  const [centre, deviation] = [1.5, 0.5];
  const ask: Ask = async (z) => {
    const x = z.z as Float32Array;
    const gap = Float64Array.from(x, (v) => (v - centre) / deviation);
    const gradient = { z: Float32Array.from(gap, (g) => -g / deviation) };
    return { z, log: gap.map((g) => -0.5 * g * g), likelihood: gap, gradient };
  };
  const chains = 4000;
  let standing = await ask({ z: new Float32Array(chains) });
  const sizes = new Float64Array(chains).fill(0.3);
  for (let step = 0; step < 40; step++)
    standing = await hamiltonianMove(standing, ask, { leapfrogs: 4, sizes, seed: 1n, step });
  const x = standing.z.z as Float32Array;
  const mean = x.reduce((a, b) => a + b, 0) / chains;
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / chains;
  expect(Math.abs(mean - centre)).toBeLessThan((5 * deviation) / Math.sqrt(chains));
  expect(Math.abs(variance - deviation ** 2)).toBeLessThan(5 * deviation ** 2 * Math.sqrt(2 / chains));
  expect(standing.likelihood[7]).toBeCloseTo(((x[7] as number) - centre) / deviation, 5);
});
