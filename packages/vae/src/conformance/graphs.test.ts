import { createHash } from "node:crypto";
import { createArena, createOnnxEngine } from "@elbo/engine";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allTrials, BATCH, batchOf } from "./all-trials.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { configNames, configTable, openTestModel } from "./open-models.ts";
import { compileRequest } from "./run-request.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

const open = (name: string) => openTestModel(configTable(files)[name] as object);

/** The hash of every program's file, none of them opened. */
async function hashes(name: string): Promise<Record<string, string>> {
  const model = await open(name);
  const arena = createArena(model.assembled.tree);
  const found: Record<string, string> = {};
  for (const { name: trial, program, signature } of await allTrials(model)) {
    const written = new Error("written");
    const engine = createOnnxEngine({
      onFile: ({ bytes }) => {
        found[trial] = createHash("sha256").update(bytes).digest("hex");
        throw written;
      },
    });
    await expect(engine.compile(program, signature, arena)).rejects.toBe(written);
  }
  return found;
}

describe("tracing twice gives the same file", () => {
  const first = new Map<string, Record<string, string>>();
  it.each(configNames)("%s", async (name) => {
    first.set(name, await hashes(name));
    expect(Object.keys(first.get(name) ?? {}).length).toBeGreaterThan(3);
  });
  it.each(configNames.toReversed())("%s, after the others in reverse order", async (name) => {
    expect(await hashes(name)).toEqual(first.get(name));
  });
});

/** tfjs kernels that run, on any backend, while `work` does. */
async function kernelsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const engine = tf.engine() as unknown as { runKernel: (name: string, ...rest: unknown[]) => unknown };
  const run = engine.runKernel.bind(engine);
  const seen: string[] = [];
  engine.runKernel = (name, ...rest) => {
    seen.push(name);
    return run(name, ...rest);
  };
  try {
    await work();
  } finally {
    delete (engine as { runKernel?: unknown }).runKernel;
  }
  return seen;
}

/** Operations by which a file would draw for itself what the context has to give it. */
const DRAWING = ["RandomNormal", "RandomUniform", "Multinomial", "Bernoulli", "Dropout"];

describe("a training step leaves noise, knobs and feeds to the host, and nothing else", () => {
  it.each(configNames)("%s", async (name) => {
    const model = await open(name);
    const inputs = await batchOf(model);
    const state = new Set(model.entries.filter((entry) => entry.state).map(({ path }) => path));
    for (const objective of Object.keys(model.assembled.objectives)) {
      const written: { bytes: Uint8Array; inputs: readonly string[]; outputs: readonly string[] }[] = [];
      const engine = createOnnxEngine({ threads: 1, onFile: (file) => written.push(file) });
      const request = model.assembled.objective(objective, BATCH);
      const runner = await compileRequest(engine, model, request);
      expect(await kernelsDuring(() => runner.run(inputs))).toEqual([]);
      runner.dispose();

      expect(written).toHaveLength(1);
      const [file] = written as [(typeof written)[0]];
      const groups = (request.signature.gradients ?? []).flatMap(({ params = [] }) => params);
      const moved = model.entries.filter(({ path, group }) => groups.includes(group) && !state.has(path));
      const wanted = [
        ...moved.map(({ path }) => `gradient:${path}`),
        ...Object.keys(runner.outputs).map((output) => `output:${output}`),
      ];
      expect(wanted.filter((output) => !file.outputs.includes(output))).toEqual([]);
      const fed = [
        ...model.entries.map(({ path }) => `param:${path}`),
        ...Object.keys(request.signature.inputs).map((input) => `input:${input}`),
        ...Object.keys(runner.noise).map((path) => `noise:${path}`),
        ...runner.knobs.map((path) => `knob:${path}`),
      ];
      expect(file.inputs.filter((input) => !fed.includes(input))).toEqual([]);
      const text = Buffer.from(file.bytes).toString("latin1");
      expect(DRAWING.filter((operation) => text.includes(operation))).toEqual([]);
    }
  });
});
