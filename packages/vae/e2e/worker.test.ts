import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckpointError, ConfigError, type Numbers } from "@elbo/spec";
import { createRegistry, createVae, createVaeInWorker, loadVaeInWorker, type Vae } from "@elbo/vae";
import { builtInParts } from "@elbo/vae/all";
import { afterAll, expect, it } from "vitest";

const root = mkdtempSync(join(tmpdir(), "elbo-worker-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const here = { registry: createRegistry(builtInParts) };
const dense = (...hidden: number[]) => ({ kind: "dense", hidden });
const data = { kind: "linear-gaussian", size: 8, latents: 2, train: 256, validation: 64, test: 50 };
const tiny = {
  data,
  likelihood: { kind: "gaussian" },
  latents: { kind: "single", posterior: { kind: "gaussian", dimension: 3 } },
  decoder: dense(16),
  encoder: { ...dense(16), dropout: 0.1 },
  loss: { kind: "elbo" },
  training: { epochs: 3, batch: 32, average: { decay: 0.99 } },
};
// Above a tenth of a second for each step on one core, two or three dozen of them.
const slow = {
  ...tiny,
  engine: "onnx",
  data: { ...data, train: 4096 },
  encoder: dense(900, 900, 900),
  decoder: dense(900, 900, 900),
  training: { steps: 4, batch: 1024 },
};

/** All that a model says and does, with its log and the hash of its weights. */
async function behaviour(vae: Vae, folder: string) {
  const trained = await vae.train({ folder });
  const log = (await readFile(trained.run.log, "utf8")).trim().split("\n");
  const x = new Float32Array(8 * 5);
  await vae.dataset.splits.test.read(Int32Array.of(4, 3, 2, 1, 0), { x });
  const { manifest } = JSON.parse(await readFile(join(folder, "checkpoints/best.json"), "utf8"));
  return {
    ...{
      weights: manifest.data,
      log: log.map((line) => ({ ...JSON.parse(line), seconds: 0, samplesPerSecond: 0 })),
      interrupted: trained.interrupted,
      best: trained.best,
      figures: trained.figures,
    },
    path: trained.run.path === folder,
    about: [vae.config, vae.engine.name, vae.engine.threads, vae.parameters, vae.latents.map(({ name }) => name)],
    lengths: Object.entries(vae.dataset.splits).map(([name, { length }]) => [name, length]),
    x,
    evaluation: await vae.evaluate({ importance: 30, ...splitOf(vae) }),
    sample: await vae.sample(4, { seed: 3n }),
    codes: await vae.encode(x),
    means: await vae.reconstruct({ x }),
    files: (await vae.export()).files.map(({ file, bytes }) => [file, bytes.length]),
  };
}
const splitOf = (vae: Vae) => ({
  split: vae.dataset.splits.validation as NonNullable<typeof vae.dataset.splits.validation>,
});

it.each(["cpu", "onnx"])("%s: a model in a worker gives the same bits as one in this thread", async (engine) => {
  const config = { ...tiny, engine };
  const [mine, theirs] = [await createVae(config, here), await createVaeInWorker(config)];
  const expected = await behaviour(mine, join(root, `${engine}-here`));
  expect(await behaviour(theirs, join(root, `${engine}-there`))).toEqual(expected);
  await mine.close();
  await theirs.close();
  const loaded = await loadVaeInWorker(join(root, `${engine}-here`));
  expect(await loaded.sample(4, { seed: 3n })).toEqual(expected.sample);
  await loaded.close();
});

it("text comes back as text, and a file of parts works in the worker, too", async () => {
  const parts = join(root, "parts.ts");
  await writeFile(
    parts,
    `import { createStandardNormal } from "@elbo/priors";
import type { Definition } from "@elbo/spec";
import { z } from "zod";
const config = () => z.strictObject({ kind: z.literal("mine") });
const create = (_: unknown, wiring: never) => createStandardNormal({ kind: "standard-normal" }, wiring);
export const mine: Definition<{ kind: "mine" }> = { family: "prior", kind: "mine", summary: "one's own", config, create };
`,
  );
  const words = {
    ...tiny,
    data: { kind: "names" },
    likelihood: { kind: "categorical" },
    latents: { ...tiny.latents, prior: { kind: "mine" } },
    decoder: { kind: "recurrent", embedding: 4, hidden: 8 },
    encoder: { kind: "recurrent", embedding: 4, hidden: 8 },
    training: { steps: 1 },
  };
  const vae = await createVaeInWorker(words, { parts: [parts], threads: 1 });
  expect(vae.engine.threads).toBe(1);
  const { splits, fields } = vae.dataset;
  const tokens: Numbers = new Int32Array(3 * (fields.x?.shape[0] as number));
  await splits.test.read(Int32Array.of(0, 1, 2), { x: tokens });
  const lines = (await vae.texts?.(tokens)) as readonly string[];
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(/^\p{Letter}[\p{Letter}' -]*$/u);
  await vae.close();
});

it("errors are of their class and say the same", async () => {
  const wrong = { ...tiny, loss: { kind: "elbow" } };
  const said = await createVae(wrong, here).catch((error: unknown) => error);
  const remote = await createVaeInWorker(wrong).catch((error: unknown) => error);
  expect(remote).toBeInstanceOf(ConfigError);
  expect((remote as Error).message).toBe((said as Error).message);
  await expect(loadVaeInWorker(join(root, "nothing"))).rejects.toThrow(CheckpointError);
});

/** Trains and counts how often this thread's event loop turned meanwhile. */
async function turnsDuring(vae: Vae, name: string): Promise<{ turns: number; took: number }> {
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const began = performance.now();
  await vae.train({ folder: join(root, name) });
  const took = performance.now() - began;
  clearInterval(timer);
  await vae.close();
  return { turns, took };
}

it("the event loop lives during steps that take long, and answers a web page between two of them", async () => {
  const held = await turnsDuring(await createVae(slow, here), "held");
  const server = createServer((_, response) => void response.end("alive")).listen(0);
  const page = () =>
    new Promise<void>((resolve, reject) => {
      const { port } = server.address() as { port: number };
      get({ port, agent: false }, (response) => response.resume().on("end", resolve)).on("error", reject);
    });
  let answers = 0;
  let over = false;
  const ask = async () => {
    while (!over) {
      await page();
      answers++;
    }
  };
  const vae = await createVaeInWorker(slow);
  const asking = ask();
  const free = await turnsDuring(vae, "free");
  over = true;
  await asking;
  server.close();
  const rate = ({ turns, took }: { turns: number; took: number }) => turns / took;
  expect(held.took / slow.training.steps).toBeGreaterThan(40); // else the steps are too short to tell
  expect(rate(free)).toBeGreaterThan(3 * rate(held));
  expect(answers).toBeGreaterThan(3 * slow.training.steps);
});

it("a raised signal ends an evaluation, closing a model ends whatever it does, and it says so afterwards", async () => {
  const vae = await createVaeInWorker({ ...slow, data: { ...data, test: 2000 } });
  const stop = new AbortController();
  const endless = { importance: 1_000_000, importanceLimit: 2000 };
  const evaluation = vae.evaluate({ ...endless, signal: stop.signal });
  setTimeout(() => stop.abort(new Error("enough")), 200);
  await expect(evaluation).rejects.toThrow("enough");
  const another = vae.evaluate(endless);
  setTimeout(() => void vae.close(), 200);
  await expect(another).rejects.toThrow(/the model was closed/);
  await expect(vae.sample(1)).rejects.toThrow(/the model was closed/);

  // A training that was closed away leaves its run folder to the next one.
  const endlessly = { ...tiny, engine: "onnx", training: { ...tiny.training, epochs: 100_000 } };
  const folder = join(root, "dropped");
  const dropped = await createVaeInWorker(endlessly);
  const training = dropped.train({ folder, onProgress: ({ event }) => event === "step" && void dropped.close() });
  await expect(training).rejects.toThrow(/the model was closed/);
  await dropped.close();
  const next = await createVae(endlessly, here);
  expect(await next.train({ folder, signal: AbortSignal.abort() })).toMatchObject({ interrupted: true });
  await next.close();
});
