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
import { type CoderNet, exportCoder } from "./export-coder.ts";

const ROWS = 3;
const chain = (more: object) => ({
  kind: "top-down",
  sites: ["top", "middle", "bottom"].map((name) => ({ name, dimension: 2 })),
  widths: [4],
  ...more,
});
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
async function runNet({ bytes, inputs, outputs }: CoderNet, values: Named<Float32Array>): Promise<Named<Numbers>> {
  const session = await runtime.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const feeds = session.inputMetadata.map((about) => {
    const [path = ""] = Object.entries(inputs).find(([, name]) => name === about.name) ?? [];
    const shape = (about as { readonly shape: readonly (number | string)[] }).shape.map((d) =>
      d === "batch" ? ROWS : Number(d),
    );
    return [about.name, new runtime.Tensor("float32", values[path] as Float32Array, shape)] as const;
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

const standard = { mean: new Float32Array(), scale: new Float32Array() };

describe("nets of a coder", () => {
  it.each([
    ["one site", {}],
    ["a chain", { latents: chain({}) }],
    ["a chain that concatenates and skips", { latents: chain({ combine: "concatenate", skip: true }) }],
  ])("%s: their densities give the model's own bound at given latents", async (_name, over) => {
    const { coder, assembled, arena } = await exported({ ...(configTable(files).dense as object), ...over });
    const batch = await firstBatch(assembled.dataset, ROWS);
    const x = batch.x as Float32Array;
    // With every latent at q's mean, log p(x, z) - log q(z|x) follows from the nets alone, in float64.
    const z: Record<string, Float32Array> = {};
    const bound = new Array<number>(ROWS).fill(0);
    const seen = (net: CoderNet) =>
      Object.fromEntries(
        Object.keys(net.inputs).map((path) => [path, path === "x" ? x : (z[path.slice(7)] as Float32Array)]),
      );
    for (const site of coder.sites) {
      const q = await runNet(site.posterior, seen(site.posterior));
      const value = q.mean as Float32Array;
      z[site.name] = value;
      const p = site.prior ? await runNet(site.prior, seen(site.prior)) : standard;
      const [logQ, logP] = [logNormal(value, q), logNormal(value, p)];
      for (let row = 0; row < ROWS; row++)
        bound[row] = (bound[row] as number) + (logP[row] as number) - (logQ[row] as number);
    }
    const { "parameter/logits": logits } = await runNet(coder.likelihood, seen(coder.likelihood));
    expect(coder.likelihood.family).toBe("bernoulli");
    const size = x.length / ROWS;
    for (let i = 0; i < x.length; i++) {
      const logit = (logits as Numbers)[i] as number;
      const row = Math.floor(i / size);
      bound[row] = (bound[row] as number) + (x[i] as number) * logit - Math.log1p(Math.exp(logit));
    }

    const latents = Object.fromEntries(Object.entries(z).map(([site, value]) => [`latent/${site}`, value]));
    const compiled = await cpuEngine.compile(...boundOfGiven(assembled), arena);
    const { bound: scored = [] } = await compiled.run({ ...batch, ...latents }, { seed: 1n, step: 0 });
    for (let row = 0; row < ROWS; row++) {
      expect(Math.abs((scored[row] as number) - (bound[row] as number))).toBeLessThan(
        1e-4 * Math.abs(bound[row] as number),
      );
    }
  });

  it("are equal bytes for equal models, and other bytes for another value", async () => {
    const config = configTable(files).dense as object;
    const [a, b] = [await exported(config), await exported(config)];
    expect(Buffer.from(a.coder.likelihood.bytes).equals(b.coder.likelihood.bytes)).toBe(true);
    b.arena.values[0] = (b.arena.values[0] as number) + 1;
    const moved = await exportCoder(b.assembled, b.arena);
    expect(
      Buffer.from(a.coder.sites[0]?.posterior.bytes as Uint8Array).equals(
        moved.sites[0]?.posterior.bytes as Uint8Array,
      ),
    ).toBe(false);
  });
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
    ["a decoder that goes token by token", (table) => table["recurrent text"] as object, /token by token/],
    [
      "another prior",
      (table) => ({
        ...(table.dense as object),
        latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 }, prior: { kind: "mixture" } },
      }),
      /site z: latents are coded under a Gaussian only/,
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
