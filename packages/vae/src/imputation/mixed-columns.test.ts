import { cpuEngine, createArena, onnxEngine, readParam } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { DatasetSource, Definition, Field } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { builtInParts } from "../all.ts";
import { assemble } from "../assembly/assemble.ts";
import { parseConfig } from "../config/parse-config.ts";
import { createRegistry } from "../registry/registry.ts";
import { createSession, type Session } from "../session/session.ts";
import { type Imputed, imputeExamples } from "./impute-examples.ts";

beforeAll(useCpu);

const WIDTH = 4;
const x: Field = {
  shape: [WIDTH],
  dtype: "float32",
  support: "mixed",
  columns: [
    { name: "real", type: "real" },
    { name: "positive", type: "positive" },
    { name: "grade", type: "ordinal", categories: 3 },
    { name: "kind", type: "category", categories: 2 },
  ],
};
const schema = z.strictObject({ kind: z.literal("mixed-exact") });
const split = { length: 1, read: async () => {} };
const data: Definition<z.output<typeof schema>, DatasetSource> = {
  family: "data",
  kind: "mixed-exact",
  summary: "fields alone",
  config: () => schema,
  create: () => ({
    open: async () => ({
      name: "mixed-exact",
      fields: { x, "x.mask": { shape: [WIDTH], dtype: "float32", support: "binary" } },
      splits: { train: split, test: split },
    }),
  }),
};

/** One latent z ~ N(0, 1), each column a line of it: real ~ N(1 + 1.2 z, 0.6), log positive ~ N(0.5 - 0.8 z, 0.4), .. */
const law = { real: { bias: 1, slope: 1.2, scale: 0.6 }, positive: { bias: 0.5, slope: -0.8, scale: 0.4 } };
const [location, logit] = [1.5, 2]; // times z
const thresholds = [-0.5, 0.5];

/** The model with that law, and a q that knows nothing: N(0, 1). */
async function open(): Promise<Session> {
  const registry = createRegistry([...builtInParts, data as Definition]);
  const fixed = (value: number) => ({ kind: "fixed", value });
  const config = parseConfig(
    {
      data: { kind: "mixed-exact" },
      likelihood: {
        kind: "columns",
        real: { kind: "gaussian", sigma: fixed(law.real.scale) },
        positive: { kind: "log-normal", scale: fixed(law.positive.scale) },
      },
      latents: { kind: "single", posterior: { kind: "gaussian", dimension: 1 } },
      decoder: { kind: "dense", hidden: [] },
      encoder: { kind: "dense", hidden: [] },
      loss: { kind: "iwae" },
      training: { steps: 1 },
    },
    registry,
  );
  const assembled = await assemble(config, registry);
  const arena = createArena(assembled.tree);
  const put = (path: string, values: readonly number[]) => readParam(arena, path).set(values);
  put("decoder/net/heads/real.mean/weight", [law.real.slope]);
  put("decoder/net/heads/real.mean/bias", [law.real.bias]);
  put("decoder/net/heads/positive.mean/weight", [law.positive.slope]);
  put("decoder/net/heads/positive.mean/bias", [law.positive.bias]);
  put("decoder/net/heads/ordinal-3.location/weight", [location]);
  put("decoder/net/heads/category-2.logits/weight", [0, logit]);
  put("decoder/likelihood/ordinal-3/first", [thresholds[0] as number]);
  put("decoder/likelihood/ordinal-3/gaps", [Math.log(Math.expm1(1 - 1e-3))]);
  const engine = (await onnxEngine.available()) === true ? onnxEngine : cpuEngine;
  return createSession(assembled, engine, arena);
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
const bell = (value: number, mean: number, scale: number) =>
  Math.exp(-0.5 * ((value - mean) / scale) ** 2) / (scale * Math.sqrt(2 * Math.PI));
const grades = (at: number) => {
  const [low, high] = thresholds.map((threshold) => sigmoid(threshold - location * at)) as [number, number];
  return [low, high - low, 1 - high];
};
const kinds = (at: number) => [1 - sigmoid(logit * at), sigmoid(logit * at)];

const grid = Array.from({ length: 1201 }, (_, i) => -6 + i / 100);
/** p(z|observed) on the grid, summing to 1. */
function posterior(row: ArrayLike<number>, seen: ArrayLike<number>): number[] {
  const { real, positive } = law;
  const weights = grid.map(
    (at) =>
      bell(at, 0, 1) *
      (seen[0] ? bell(row[0] as number, real.bias + real.slope * at, real.scale) : 1) *
      (seen[1] ? bell(Math.log(row[1] as number), positive.bias + positive.slope * at, positive.scale) : 1) *
      (seen[2] ? (grades(at)[row[2] as number] as number) : 1) *
      (seen[3] ? (kinds(at)[row[3] as number] as number) : 1),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}
const expectation = (weights: readonly number[], of: (at: number) => number) =>
  weights.reduce((sum, weight, i) => sum + weight * of(grid[i] as number), 0);

const ROWS = 320;
const noise = (name: string, kind: "normal" | "uniform") => {
  const values = new Float32Array(ROWS * WIDTH);
  fillNoise(values, { law: kind }, { seed: 3n, step: 0, path: name });
  return values;
};
const [normals, uniforms, chance] = [noise("normal", "normal"), noise("uniform", "uniform"), noise("mask", "uniform")];
/** Rows of that law, and four cells in ten missing. */
const truth = new Float32Array(ROWS * WIDTH);
for (let row = 0; row < ROWS; row++) {
  const at = (i: number) => row * WIDTH + i;
  const z = normals[at(2)] as number;
  const { real, positive } = law;
  truth[at(0)] = real.bias + real.slope * z + real.scale * (normals[at(0)] as number);
  truth[at(1)] = Math.exp(positive.bias + positive.slope * z + positive.scale * (normals[at(1)] as number));
  const [first = 0, second = 0] = grades(z);
  const u = uniforms[at(2)] as number;
  truth[at(2)] = u < first ? 0 : u < first + second ? 1 : 2;
  truth[at(3)] = (uniforms[at(3)] as number) < (kinds(z)[1] as number) ? 1 : 0;
}
const mask = Float32Array.from(chance, (u) => (u < 0.4 ? 0 : 1));
const given = { x: truth.map((value, at) => (mask[at] ? value : at % WIDTH === 1 ? 1 : 0)), "x.mask": mask };

describe("mixed columns whose conditional law is known by integration", () => {
  let found: Imputed;
  beforeAll(async () => {
    found = await imputeExamples(await open(), given, { samples: 600, draws: 99 });
  }, 300_000);
  const missing = (column: number) =>
    Array.from({ length: ROWS }, (_, row) => row).filter((row) => !mask[row * WIDTH + column]);
  const rowOf = (row: number, from: ArrayLike<number>) =>
    Array.from({ length: WIDTH }, (_, i) => from[row * WIDTH + i] as number);
  const masses = (row: number, column: number) =>
    Array.from({ length: 3 }, (_, k) => found.masses?.[(row * WIDTH + column) * 3 + k] as number);

  it("fills numbers by their conditional means, within Monte Carlo error", () => {
    for (const [column, mean] of [
      [0, (at: number) => law.real.bias + law.real.slope * at],
      [1, (at: number) => Math.exp(law.positive.bias + law.positive.slope * at + law.positive.scale ** 2 / 2)],
    ] as const) {
      for (const row of missing(column).slice(0, 60)) {
        const weights = posterior(rowOf(row, truth), rowOf(row, mask));
        const exact = expectation(weights, mean);
        const spread = Math.sqrt(expectation(weights, (at) => (mean(at) - exact) ** 2));
        const error = Math.abs((found.x[row * WIDTH + column] as number) - exact);
        expect(error).toBeLessThan((6 * spread) / Math.sqrt(found.effective[row] as number) + 1e-3);
      }
    }
  });

  it("gives kinds and grades their conditional probabilities, and fills the likeliest", () => {
    for (const [column, law_] of [
      [2, grades],
      [3, kinds],
    ] as const) {
      for (const row of missing(column).slice(0, 60)) {
        const weights = posterior(rowOf(row, truth), rowOf(row, mask));
        const own = masses(row, column);
        const values = law_(0).length;
        expect(own.slice(0, values).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
        for (let k = 0; k < values; k++) {
          const of = (at: number) => law_(at)[k] as number;
          const exact = expectation(weights, of);
          const spread = Math.sqrt(expectation(weights, (at) => (of(at) - exact) ** 2));
          expect(Math.abs((own[k] as number) - exact)).toBeLessThan(
            (6 * spread) / Math.sqrt(found.effective[row] as number) + 1e-3,
          );
        }
        expect(own[found.x[row * WIDTH + column] as number]).toBe(Math.max(...own.slice(0, values)));
      }
    }
  });

  it("has intervals and sets that hold the truth as often as they say", () => {
    for (const column of [0, 1]) {
      const rows = missing(column);
      const covered = rows.filter((row) => {
        const at = row * WIDTH + column;
        const draws = Float64Array.from({ length: 99 }, (_, d) => found.draws[d * ROWS * WIDTH + at] as number).sort();
        return (truth[at] as number) >= (draws[4] as number) && (truth[at] as number) <= (draws[94] as number);
      });
      expect(Math.abs(covered.length / rows.length - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / rows.length));
    }
    for (const column of [2, 3]) {
      const rows = missing(column);
      // A calibrated model gives the truth, on average, the probability that it gives itself: E p(truth) = E sum p^2.
      const gaps = rows.map((row) => {
        const own = masses(row, column);
        return (own[truth[row * WIDTH + column] as number] as number) - own.reduce((sum, p) => sum + p * p, 0);
      });
      const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
      const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
      expect(Math.abs(mean)).toBeLessThan((4 * spread) / Math.sqrt(gaps.length));
    }
  });
});
