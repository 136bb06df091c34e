import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import { encodeSafetensors } from "../checkpoints/safetensors.ts";
import { createRegistry } from "../registry/registry.ts";
import { createVae, loadVae } from "../vae/create-vae.ts";
import { importWeights, suggestWeightMap } from "./import-weights.ts";

const registry = createRegistry(builtInParts);
const folder = () => mkdtemp(join(tmpdir(), "elbo-"));
const config = {
  engine: "cpu",
  data: { kind: "linear-gaussian", size: 6, latents: 2, train: 96, validation: 32, test: 32 },
  likelihood: { kind: "gaussian", sigma: { kind: "fixed", value: 0.5 } },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 2 } },
  decoder: { kind: "dense", hidden: [] },
  encoder: { kind: "dense", hidden: [] },
  loss: { kind: "elbo" },
  training: { epochs: 1, batch: 32, average: { decay: 0.9 }, optimiser: { kind: "adam", rate: 1e-6 } },
};
const values = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i + n) / 3);
const tensors = () =>
  new Map([
    ["enc.weight", { shape: [4, 6], values: values(24) }],
    ["enc.bias", { shape: [4], values: values(4) }],
    ["dec.weight", { shape: [6, 2], values: values(12) }],
    ["dec.bias", { shape: [6], values: values(6) }],
  ]);
const map = {
  parameters: {
    "encoder/net/heads/mean": { from: "enc", outputs: [0, 2] },
    "encoder/net/heads/log-variance": { from: "enc", outputs: [2, 4] },
    "decoder/net/heads/mean": "dec",
  },
};
const save = async (at: string, content = tensors()) => {
  const file = join(at, "w.safetensors");
  await writeFile(file, Buffer.concat(encodeSafetensors(content)));
  return file;
};

it("makes a run that encodes with the imported weights, and that training goes on from", async () => {
  const at = await folder();
  const { run, taken, assumed } = await importWeights(config, await save(at), map, {
    registry,
    root: at,
    name: "mine",
  });
  expect(run.path).toMatch(/-mine$/);
  expect(taken["decoder/net/heads/mean/weight"]).toEqual(["dec.weight"]);
  expect(assumed).toEqual([]);
  expect(JSON.parse(await readFile(join(run.path, "run.json"), "utf8")).imported["w.safetensors"]).toMatch(
    /^[0-9a-f]{64}$/,
  );

  const vae = await loadVae(run.path, { registry });
  const x = values(6);
  const { z } = await vae.encode(x);
  const w = tensors().get("enc.weight")?.values as Float32Array;
  const exact = [0, 1].map((unit) =>
    x.reduce((sum, v, i) => sum + v * (w[6 * unit + i] as number), values(4)[unit] as number),
  );
  expect(Math.max(...exact.map((value, i) => Math.abs(value - ((z ?? [])[i] as number))))).toBeLessThan(1e-5);
  const before = await vae.evaluate();
  await vae.close();

  const again = await createVae(run.config, { registry });
  const trained = await again.train({ resume: run.path });
  expect(trained).toMatchObject({ steps: 3, interrupted: false });
  const after = await again.evaluate();
  await again.close();
  expect(after.negativeElbo).not.toBe(before.negativeElbo);
  // Three steps of a millionth each: still the imported model.
  expect(Math.abs(after.negativeElbo - before.negativeElbo)).toBeLessThan(0.01);
});

it("refuses tensors that nothing uses, unless they are allowed or listed, and leaves no folder", async () => {
  const at = await folder();
  const file = await save(at, tensors().set("opt.step", { shape: [1], values: values(1) }));
  const run = (more: object, options = {}) =>
    importWeights(config, file, { ...map, ...more }, { registry, root: join(at, "runs"), ...options });
  await expect(run({})).rejects.toThrow(/w\.safetensors: nothing comes from a tensor: got opt\.step/);
  await expect(readdir(join(at, "runs"))).rejects.toThrow(/ENOENT/);
  expect((await run({ unused: ["opt.*"] })).unused).toEqual(["opt.step"]);
  expect((await run({}, { allowUnused: true })).unused).toEqual(["opt.step"]);
});

it("proposes a map from a file", async () => {
  const { parameters, undecided } = await suggestWeightMap(config, await save(await folder()), { registry });
  expect(undecided).toEqual({});
  expect(parameters).toEqual(map.parameters);
});
