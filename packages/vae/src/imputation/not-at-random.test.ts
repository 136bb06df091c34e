import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onnxEngine } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { DatasetSource, Definition, Named, Numbers } from "@elbo/spec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { builtInParts } from "../all.ts";
import { createRegistry } from "../registry/registry.ts";
import { createVae } from "../vae/create-vae.ts";

const ROWS = 1500;
const noise = (name: string, law: "normal" | "uniform") => {
  const values = new Float32Array(ROWS);
  fillNoise(values, { law }, { seed: 11n, step: 0, path: name });
  return values;
};
/** x_1 = t + 0.5 e_1, x_2 = t + 0.5 e_2; x_2 is missing with probability sigmoid(3 x_2): the higher, the more often. */
const [t, e1, e2, u] = [noise("t", "normal"), noise("a", "normal"), noise("b", "normal"), noise("u", "uniform")];
const truth = Float32Array.from({ length: 2 * ROWS }, (_, at) => {
  const row = at >> 1;
  return (t[row] as number) + 0.5 * ((at % 2 ? e2 : e1)[row] as number);
});
const mask = Float32Array.from(truth, (value, at) =>
  at % 2 && (u[at >> 1] as number) < 1 / (1 + Math.exp(-3 * value)) ? 0 : 1,
);
const x = truth.map((value, at) => value * (mask[at] as number));

const schema = z.strictObject({ kind: z.literal("self-masked") });
const data: Definition<z.output<typeof schema>, DatasetSource> = {
  family: "data",
  kind: "self-masked",
  summary: "two numbers, the second missing because of itself",
  config: () => schema,
  create: () => {
    const take = (from: Float32Array, indices: Int32Array, into: Numbers) => {
      for (const [slot, row] of indices.entries()) into.set(from.subarray(2 * row, 2 * row + 2), 2 * slot);
    };
    const read = async (indices: Int32Array, into: Named<Numbers>) => {
      if (into.x) take(x, indices, into.x);
      if (into["x.mask"]) take(mask, indices, into["x.mask"]);
    };
    const split = { length: ROWS, read };
    return {
      open: async () => ({
        name: "self-masked",
        fields: {
          x: { shape: [2], dtype: "float32", support: "real" },
          "x.mask": { shape: [2], dtype: "float32", support: "binary" },
        },
        splits: { train: split, test: split },
      }),
    };
  },
};

const gaussian = { kind: "gaussian", sigma: { kind: "learned", initial: 0.6 } };
const registry = createRegistry([...builtInParts, data as Definition]);
let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "elbo-mnar-"));
});
afterAll(() => rm(root, { recursive: true }));

/** A linear model trained on what is seen: mean error of what it fills in, and how many of its 90 % intervals hold. */
async function fillWith(likelihood: object) {
  const vae = await createVae(
    {
      engine: (await onnxEngine.available()) === true ? "onnx" : "cpu",
      data: { kind: "self-masked" },
      likelihood,
      latents: { kind: "single", posterior: { kind: "gaussian", dimension: 1 } },
      decoder: { kind: "dense", hidden: [] },
      encoder: { kind: "dense", hidden: [16], activation: "tanh" },
      loss: { kind: "iwae", samples: 20 },
      training: { steps: 2000, batch: 100, optimiser: { kind: "adam", rate: { kind: "cosine", from: 0.02 } } },
    },
    { registry },
  );
  try {
    await vae.train({ root });
    const found = await vae.impute({ x, "x.mask": mask }, { samples: 500, draws: 99 });
    let [cells, error, covered] = [0, 0, 0];
    for (let at = 1; at < x.length; at += 2) {
      if (mask[at]) continue;
      cells++;
      error += (found.x[at] as number) - (truth[at] as number);
      const draws = Float64Array.from({ length: 99 }, (_, draw) => found.draws[draw * x.length + at] as number).sort();
      if ((truth[at] as number) >= (draws[4] as number) && (truth[at] as number) <= (draws[94] as number)) covered++;
    }
    return { bias: error / cells, coverage: covered / cells };
  } finally {
    await vae.close();
  }
}

describe("values that are missing because of themselves", () => {
  it("are filled too low when that is ignored, and without bias when it is modelled", async () => {
    const ignored = await fillWith(gaussian);
    const modelled = await fillWith({ kind: "missing-not-at-random", of: gaussian, direction: "higher" });
    expect(ignored.bias).toBeLessThan(-0.25);
    expect(Math.abs(modelled.bias)).toBeLessThan(0.08);
    expect(ignored.coverage).toBeLessThan(0.85);
    expect(Math.abs(modelled.coverage - 0.9)).toBeLessThan(0.05);
  }, 300_000);
});
