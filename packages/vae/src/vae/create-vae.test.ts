import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import type { Checkpoint } from "../checkpoints/checkpoint-store.ts";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { configTable } from "../conformance/open-models.ts";
import { createRegistry } from "../registry/registry.ts";
import { createVae, loadVae } from "./create-vae.ts";

const registry = createRegistry(builtInParts);
let files: DataFiles;
let folder: string;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
  folder = await mkdtemp(join(tmpdir(), "elbo-vae-"));
});
afterAll(async () => {
  await files.remove();
  await rm(folder, { recursive: true, force: true });
});

const config = (name: string, more: object = {}) => ({ ...configTable(files)[name], engine: "cpu", ...more });
const x = Float32Array.from({ length: 3 * 6 }, (_, i) => Math.sin(i));

describe("a model", () => {
  it("starts by its seed alone, and says what it is", async () => {
    const [first, again, other] = await Promise.all([
      createVae(config("fixed sigma"), { registry }),
      createVae(config("fixed sigma"), { registry }),
      createVae(config("fixed sigma", { seed: 2 }), { registry }),
    ]);
    const codes = async (vae: typeof first) => [...((await vae.encode(x)).z as Float32Array)];
    expect(await codes(again)).toEqual(await codes(first));
    expect(await codes(other)).not.toEqual(await codes(first));
    // encoder 6 x 6 + 6 and two heads 6 x 2 + 2; decoder 2 x 6 + 6 and one head 6 x 6 + 6
    expect(first.parameters).toBe(42 + 28 + 18 + 42);
    expect(first.latents).toEqual([{ name: "z", shape: [2], space: "real" }]);
    expect(first.engine.name).toBe("cpu");
    for (const vae of [first, again, other]) await vae.close();
  });

  it("trains into a folder from which the same model comes back", async () => {
    const training = { steps: 12, batch: 8, optimiser: { kind: "adam", rate: 0.02 } };
    const vae = await createVae(config("fixed sigma", { training }), { registry });
    const before = await vae.evaluate();
    const { run } = await vae.train({ root: folder, name: "small" });
    const after = await vae.evaluate();
    expect(after.negativeElbo).toBeLessThan(before.negativeElbo);
    const loaded = await loadVae(run.path, { registry });
    expect(await loaded.encode(x)).toEqual(await vae.encode(x));
    expect(await loaded.sample(2)).toEqual(await vae.sample(2));
    expect(loaded.config).toEqual(vae.config);
    await Promise.all([vae.close(), loaded.close()]);
  });

  it("opens and resumes a run whose stored config lacks an option that has a default, and no other's", async () => {
    const training = { steps: 3, batch: 8 };
    const vae = await createVae(config("fixed sigma", { training }), { registry });
    const { run } = await vae.train({ root: folder, name: "older" });
    const checkpoint = await run.checkpoints.load("last");
    const { checkpoint: _, ...older } = vae.config.training;
    const store = (stored: object) =>
      run.checkpoints.save(["last", "best"], { ...checkpoint, config: stored } as Checkpoint);
    await store({ ...vae.config, training: older });
    const loaded = await loadVae(run.path, { registry });
    expect(await loaded.encode(x)).toEqual(await vae.encode(x));
    expect(await loaded.train({ resume: run.path })).toMatchObject({ steps: 3, interrupted: false });
    await store({ ...vae.config, training: { ...older, batch: 4 } });
    await expect(loadVae(run.path, { registry })).rejects.toThrow(/"training\.batch".*expected 8, got 4/);
    await expect(loaded.train({ resume: run.path })).rejects.toThrow(/"training\.batch"/);
    await Promise.all([vae.close(), loaded.close()]);
  });

  it("refuses a run whose table has changed since: its scales would be others", async () => {
    const path = join(folder, "table.csv");
    const rows = Array.from({ length: 30 }, (_, i) => [1, 2, 3, 4, 5, 6].map((k) => Math.sin(k * i)).join());
    await writeFile(path, `${rows.join("\n")}\n`);
    const training = { steps: 2, batch: 8 };
    const vae = await createVae(config("fixed sigma", { training, data: { kind: "csv", path } }), { registry });
    const { run } = await vae.train({ root: folder, name: "table" });
    await (await loadVae(run.path, { registry })).close();
    await writeFile(path, `${[...rows, "9,9,9,9,9,9"].join("\n")}\n`);
    await expect(loadVae(run.path, { registry })).rejects.toThrow(/data have changed.*csv as it was/);
    await vae.close();
  });

  it("reconstructs numbers by means and text by the likeliest tokens", async () => {
    const numbers = await createVae(config("fixed sigma"), { registry });
    expect((await numbers.reconstruct(x)).length).toBe(x.length);
    await numbers.close();
    const text = await createVae(config("recurrent text"), { registry });
    const [{ shape, categories } = { shape: [0], categories: 0 }] = [text.dataset.fields.x];
    const length = shape[0] as number;
    const tokens = await text.reconstruct({ x: new Int32Array(2 * length).fill(2), "x.length": Int32Array.of(2, 3) });
    expect(tokens.length).toBe(2 * length);
    expect(tokens.every((token) => Number.isInteger(token) && token >= 0 && token < (categories ?? 0))).toBe(true);
    await text.close();
  });

  it("refuses a wrong config before it opens anything", async () => {
    await expect(createVae({ ...config("dense"), loss: { kind: "elbow" } }, { registry })).rejects.toThrow(ConfigError);
  });
});
