import { join } from "node:path";
import { fillNoise } from "@elbo/program";
import type { Field, Named, Numbers } from "@elbo/spec";
import { createRegistry, type ExportedFile, loadVae, type Vae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { elboSays } from "./command.ts";
import { saveConfig } from "./configs.ts";

/** A tensor on its way to another runtime. */
export interface Plain {
  readonly type: "float32" | "int32";
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** One run of an exported file, and what elbo's own engine gives for the same inputs. */
export interface Case {
  readonly name: string;
  /** Path of the file. */
  readonly file: string;
  readonly inputs: Named<Plain>;
  readonly expected: Named<Plain>;
}

const dense = { kind: "dense", hidden: [100] };
const half = { kernel: 4, stride: 2 };
const latents = (prior?: object) => ({
  kind: "single",
  posterior: { kind: "gaussian", dimension: 10 },
  ...(prior && { prior }),
});
const digits = {
  engine: "onnx",
  data: { kind: "mnist", validation: 0 },
  likelihood: { kind: "bernoulli" },
  latents: latents(),
  encoder: dense,
  decoder: dense,
  loss: { kind: "elbo" },
  training: { steps: 20, batch: 50 },
};

/** Models of digits, small enough to train in seconds. */
const models = {
  dense: digits,
  conv: {
    ...digits,
    encoder: { kind: "conv", layers: [8, 16].map((channels) => ({ channels, ...half })) },
    decoder: { kind: "conv", layers: [{ channels: 8, ...half }], start: 16, output: half },
  },
  "iwae-vamp": {
    ...digits,
    latents: latents({ kind: "vamp", components: 30 }),
    loss: { kind: "iwae", samples: 5 },
  },
};

export const modelNames = Object.keys(models) as (keyof typeof models)[];
export const sizes = [1, 7, 100];

const plain = (data: Numbers, dims: readonly number[]): Plain => ({
  type: "float32",
  dims,
  data: data as Float32Array,
});

const noiseOf = ({ ports }: ExportedFile, batch: number, seed: bigint): Named<Plain> =>
  Object.fromEntries(
    ports.flatMap(({ kind, law, name, path, shape }) => {
      if (kind !== "noise" || !law) return [];
      const dims = shape.map((d) => (d === "batch" ? batch : Number(d)));
      const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
      fillNoise(data, law, { seed, step: 0, path, row: dims.at(-1) ?? 1 });
      return [[name, plain(data, dims)]];
    }),
  );

/** What encode, decode and sample must give, by the model's own engine. */
async function casesOf(name: string, vae: Vae, folder: string, files: readonly ExportedFile[]): Promise<Case[]> {
  const cases: Case[] = [];
  const [height, width, channel] = (vae.dataset.fields.x as Field).shape as [number, number, number];
  for (const batch of sizes) {
    const x = new Float32Array(batch * height * width * channel);
    await vae.dataset.splits.test.read(
      Int32Array.from({ length: batch }, (_, i) => i),
      { x },
    );
    const picture = (data: Numbers) => plain(data, [batch, height, width, channel]);
    const code = (data: Numbers | undefined) => plain(data as Numbers, [batch, 10]);
    const { z } = await vae.encode(x);
    const drawn = await vae.sample(batch, { seed: 3n });
    const sample = files.find(({ file }) => file === "sample.onnx") as ExportedFile;
    const made = { x: picture(drawn.x), z: code(drawn.z.z) };
    const add = (file: string, inputs: Named<Plain>, expected: Named<Plain>) =>
      cases.push({ name: `${name} ${file} at ${batch}`, file: join(folder, file), inputs, expected });
    add("encode.onnx", { x: picture(x) }, { z: code(z) });
    add("decode.onnx", { z: made.z }, { x: made.x });
    add("sample.onnx", noiseOf(sample, batch, 3n), made);
  }
  return cases;
}

/** Trains and exports the models by the command, in a folder; the files, and every case to compare. */
export async function exportModels(cwd: string): Promise<{ readonly files: string[]; readonly cases: Case[] }> {
  const files: string[] = [];
  const cases: Case[] = [];
  for (const name of modelNames) {
    const config = await saveConfig(cwd, models[name], `${name}.yaml`);
    const { run } = JSON.parse(await elboSays(["train", config, "--name", name, "--json"], { cwd }));
    const out = join("onnx", name);
    const written = JSON.parse(await elboSays(["export", run, "--out", out, "--json"], { cwd }));
    const vae = await loadVae(join(cwd, run), { registry: createRegistry(builtInParts) });
    cases.push(...(await casesOf(name, vae, join(cwd, out), written.files)));
    files.push(...written.files.map(({ file }: ExportedFile) => join(cwd, out, file)));
    await vae.close();
  }
  return { files, cases };
}

/** Largest difference over the largest expected value; infinite for another shape. */
export function distance(found: Plain | undefined, { data, dims }: Plain): number {
  if (found?.dims.join() !== dims.join() || found.data.length !== data.length) return Number.POSITIVE_INFINITY;
  let [gap, largest] = [0, 1e-12];
  for (const [i, value] of data.entries()) {
    gap = Math.max(gap, Math.abs((found.data[i] as number) - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap / largest;
}
