import { cpuEngine, createArena } from "@elbo/engine";
import { type Named, NotSupportedError, type Numbers, type Program, type Signature } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import * as runtime from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Assembled } from "../assembly/assembled.ts";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { configTable, firstBatch, openTestModel } from "../conformance/open-models.ts";
import { createModel } from "../model/create-model.ts";
import type { ModelValues } from "../model/model-parts.ts";
import type { CoderNet, ExportedCoder } from "./coder-nets.ts";
import { exportCoder } from "./export-coder.ts";

const ROWS = 3;
const chain = (more: object) => ({
  kind: "top-down",
  sites: ["top", "middle", "bottom"].map((name) => ({ name, dimension: 2 })),
  widths: [4],
  ...more,
});
const under = (prior: object) => ({ kind: "single", posterior: { kind: "gaussian", dimension: 3 }, prior });
let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

async function exported(config: object) {
  const { assembled, values } = await openTestModel(config);
  const arena = createArena(assembled.tree);
  arena.values.set(values);
  return { coder: await exportCoder(assembled, arena), assembled, arena };
}

/** Runs a net in onnxruntime; inputs and outputs by the program's own names. */
async function runNet({ bytes, inputs, outputs }: CoderNet, values: Named<Numbers>): Promise<Named<Numbers>> {
  const session = await runtime.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const feeds = session.inputMetadata.map((about) => {
    const [path = ""] = Object.entries(inputs).find(([, name]) => name === about.name) ?? [];
    const shape = (about as { readonly shape: readonly (number | string)[] }).shape.map((d) =>
      d === "batch" ? ROWS : Number(d),
    );
    const given = values[path] as Float32Array | Int32Array;
    const tensor =
      given instanceof Int32Array
        ? new runtime.Tensor("int32", given, shape)
        : new runtime.Tensor("float32", given, shape);
    return [about.name, tensor] as const;
  });
  const found = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([path, name]) => [path, found[name]?.data as Numbers]));
}

/** log N(z; mean, scale^2) of each row, nats. */
function logNormal(z: Float32Array, { mean, scale }: Named<Numbers>): number[] {
  const size = z.length / ROWS;
  return Array.from({ length: ROWS }, (_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) {
      const [m, s] = [mean?.[i] ?? 0, scale?.[i] ?? 1];
      sum -= 0.5 * (((z[i] as number) - m) / s) ** 2 + Math.log(s) + 0.5 * Math.log(2 * Math.PI);
    }
    return sum;
  });
}

/** log p(x, z) - log q(z|x) `[batch]` of given latents by the model itself, nats. */
function boundOfGiven({ parts, encoding, decoding }: Assembled): [Program, Signature] {
  const inputs = { ...encoding(ROWS).signature.inputs, ...decoding(ROWS).signature.inputs };
  const program: Program = (params, given, context) => {
    const z = parts.latents.sites.map(({ name }) => [name, tf.expandDims(given[`latent/${name}`] as tf.Tensor, 0)]);
    const model = createModel(parts, params as unknown as ModelValues);
    const { sites, logX } = model.score(given, Object.fromEntries(z), context);
    const bound = sites.reduce((sum, { logP, logQ }) => tf.add(sum, tf.sub(logP, logQ)), logX);
    return { bound: tf.squeeze(bound, [0]) };
  };
  return [program, { inputs, training: false }];
}

/** log of a mixture's density of each row, nats. */
function logMixture(z: Float32Array, { logWeights = [], mean = [], scale = [] }: Named<ArrayLike<number>>): number[] {
  const size = z.length / ROWS;
  const logs = Array.from(logWeights);
  const total = Math.log(logs.reduce((sum, log) => sum + Math.exp(log), 0));
  return Array.from({ length: ROWS }, (_, row) => {
    const each = logs.map((log, k) => {
      let sum = log - total;
      for (let d = 0; d < size; d++) {
        const [m, s] = [mean[k * size + d] as number, scale[k * size + d] as number];
        sum -= 0.5 * (((z[row * size + d] as number) - m) / s) ** 2 + Math.log(s) + 0.5 * Math.log(2 * Math.PI);
      }
      return sum;
    });
    const most = Math.max(...each);
    return most + Math.log(each.reduce((sum, log) => sum + Math.exp(log - most), 0));
  });
}

/** log p(x|z) of each row, nats, token by token, the true ones before. */
async function logText({ steps }: ExportedCoder, x: Int32Array, lengths: ArrayLike<number>, z: Named<Float32Array>) {
  if (!steps) throw new Error("a decoder with steps");
  const size = x.length / ROWS;
  const at = (row: number, index: number) => x[row * size + index] as number;
  const logs = new Array<number>(ROWS).fill(0);
  let carry = await runNet(steps.begin, z);
  for (let index = 0; index < steps.length; index++) {
    const previous = Int32Array.from({ length: ROWS }, (_, row) => (index === 0 ? 0 : at(row, index - 1)));
    const found = await runNet(steps.step, { ...carry, previous, index: Int32Array.of(index) });
    carry = { ...carry, ...found };
    const logits = found["parameter/logits"] as Float32Array;
    const values = logits.length / ROWS;
    for (let row = 0; row < ROWS; row++) {
      if (index >= (lengths[row] as number)) continue;
      const own = Array.from(logits.subarray(row * values, (row + 1) * values));
      const total = Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0));
      logs[row] = (logs[row] as number) + (own[at(row, index)] as number) - total;
    }
  }
  return logs;
}

/** log p(x|z) of each row of coins, nats. */
function logCoins(x: ArrayLike<number>, logits: Float32Array): number[] {
  const logs = new Array<number>(ROWS).fill(0);
  for (let i = 0; i < x.length; i++) {
    const row = Math.floor((i * ROWS) / x.length);
    const logit = logits[i] as number;
    logs[row] = (logs[row] as number) + (x[i] as number) * logit - Math.log1p(Math.exp(logit));
  }
  return logs;
}

const standard = { mean: new Float32Array(), scale: new Float32Array() };

describe("nets of a coder", () => {
  it.each([
    ["one site", {}],
    ["a chain", { latents: chain({}) }],
    ["from the bottom up", { latents: chain({ kind: "bottom-up" }) }],
    ["a chain with skips", { latents: chain({ combine: "concatenate", skip: true }) }],
    ["under a mixture", { latents: under({ kind: "mixture", components: 4 }) }],
    ["under a VampPrior", { latents: under({ kind: "vamp", components: 5, weights: "learned" }) }],
    ["grids", "grids, residual, free bits"],
    ["grids, weighed", "grids, precision-weighted, weight norm"],
    ["text", "recurrent text"],
  ])("%s: their densities give the model's own bound at given latents", async (_name, over) => {
    const table = configTable(files);
    const config = typeof over === "string" ? table[over] : { ...(table.dense as object), ...over };
    const { coder, assembled, arena } = await exported(config as object);
    const batch = await firstBatch(assembled.dataset, ROWS);
    const x = batch.x as Float32Array | Int32Array;
    // With every latent at q's mean the bound follows from the nets alone, in float64.
    const z: Record<string, Float32Array> = {};
    const bound = new Array<number>(ROWS).fill(0);
    const seen = (net: CoderNet) =>
      Object.fromEntries(
        Object.keys(net.inputs).map((path) => [path, (batch[path] ?? z[path.slice(7)]) as Float32Array]),
      );
    const laws: Record<string, Named<Numbers>> = {};
    for (const name of assembled.parts.latents.inferred ?? coder.sites.map((site) => site.name)) {
      const { posterior } = coder.sites.find((site) => site.name === name) as ExportedCoder["sites"][number];
      const q = await runNet(posterior, seen(posterior));
      laws[name] = q;
      z[name] = q.mean as Float32Array;
    }
    for (const site of coder.sites) {
      const q = laws[site.name] as Named<Numbers>;
      const value = z[site.name] as Float32Array;
      const p = site.prior ? await runNet(site.prior, seen(site.prior)) : standard;
      const logQ = logNormal(value, q);
      const logP = site.mixture ? logMixture(value, await runNet(site.mixture, {})) : logNormal(value, p);
      for (let row = 0; row < ROWS; row++)
        bound[row] = (bound[row] as number) + (logP[row] as number) - (logQ[row] as number);
    }
    const latents = Object.fromEntries(Object.entries(z).map(([site, value]) => [`latent/${site}`, value]));
    const logX = coder.likelihood
      ? logCoins(x, (await runNet(coder.likelihood, seen(coder.likelihood)))["parameter/logits"] as Float32Array)
      : await logText(coder, x as Int32Array, batch["x.length"] as Int32Array, latents);
    expect((coder.likelihood ?? coder.steps?.step)?.family).toBe(coder.likelihood ? "bernoulli" : "categorical");
    for (let row = 0; row < ROWS; row++) bound[row] = (bound[row] as number) + (logX[row] as number);

    const compiled = await cpuEngine.compile(...boundOfGiven(assembled), arena);
    const { bound: scored = [] } = await compiled.run({ ...batch, ...latents }, { seed: 1n, step: 0 });
    for (let row = 0; row < ROWS; row++) {
      expect(Math.abs((scored[row] as number) - (bound[row] as number))).toBeLessThan(
        1e-4 * Math.abs(bound[row] as number),
      );
    }
  });

  it("are equal bytes for equal models only", async () => {
    const config = configTable(files).dense as object;
    const [a, b] = [await exported(config), await exported(config)];
    const bytes = ({ likelihood }: ExportedCoder) => Buffer.from(likelihood?.bytes ?? []);
    expect(bytes(a.coder).length).toBeGreaterThan(0);
    expect(bytes(a.coder).equals(bytes(b.coder))).toBe(true);
    b.arena.values[0] = (b.arena.values[0] as number) + 1;
    const moved = await exportCoder(b.assembled, b.arena);
    expect(
      Buffer.from(a.coder.sites[0]?.posterior.bytes as Uint8Array).equals(
        moved.sites[0]?.posterior.bytes as Uint8Array,
      ),
    ).toBe(false);
  });
});

it("of a chain inferred from the bottom up read the neighbour alone", async () => {
  const { coder } = await exported({ ...configTable(files).dense, latents: chain({ kind: "bottom-up" }) });
  const reads = (net?: CoderNet) => Object.keys(net?.inputs ?? {}).join();
  expect(coder.sites.map(({ posterior, prior }) => [reads(posterior), reads(prior)])).toEqual([
    ["latent/middle", ""],
    ["latent/bottom", "latent/top"],
    ["x", "latent/middle"],
  ]);
  expect(reads(coder.likelihood)).toBe("latent/bottom");
});

describe("a model that no coder can be driven by", () => {
  const single = (more: object) => ({
    data: { kind: "linear-gaussian" },
    likelihood: { kind: "gaussian" },
    latents: { kind: "single", posterior: { kind: "gaussian", dimension: 2 } },
    decoder: { kind: "dense", hidden: [4] },
    encoder: { kind: "dense", hidden: [4] },
    loss: { kind: "elbo" },
    ...more,
  });
  it.each<readonly [string, (table: ReturnType<typeof configTable>) => object, RegExp]>([
    ["numbers that are not whole", () => single({}), /not whole/],
    ["a codebook", (table) => table["VQ, PixelCNN"] as object, /site z: bits are taken back from a Gaussian only/],
    [
      "another prior",
      (table) => ({
        ...(table.dense as object),
        latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 }, prior: { kind: "realnvp" } },
      }),
      /site z: latents are coded under a Gaussian or a mixture of Gaussians only/,
    ],
    [
      "transports",
      (table) => ({
        ...(table.dense as object),
        latents: {
          kind: "single",
          posterior: { kind: "gaussian", dimension: 3 },
          transports: [{ kind: "householder" }],
        },
      }),
      /no transports/,
    ],
  ])("%s", async (_name, config, says) => {
    const error = await exported(config(configTable(files))).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NotSupportedError);
    expect(error.message).toMatch(says);
  });
});
