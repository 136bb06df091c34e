import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpuEngine, createOnnxEngine } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { ArenaEntry, Named, Numbers, Shape } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { worstOf } from "./difference.ts";
import { configTable, firstBatch, openTestModel, type TestModel } from "./open-models.ts";
import { compileRequest } from "./run-request.ts";

const BATCH = 3;
const LIMIT = 1e-4;
const KEY = { seed: 5n, step: 2, offset: 0 };

interface Field {
  readonly shape: Shape;
  readonly values: readonly number[];
}
interface Given {
  readonly shapes: Named<Shape>;
  readonly inputs: Named<Field>;
  readonly noise: Named<Field>;
}
/** Written by tooling/fixtures/models.py, in float64. */
interface Fixture extends Given {
  readonly loss: number;
  readonly gradients: Named<readonly number[]>;
}
const file = new URL("./fixtures/models.json", import.meta.url);
const fixtures: Record<string, Fixture> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
const collected: Record<string, Given> = {};

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(async () => {
  await files.remove();
  if (process.env.ELBO_MODEL_INPUTS) writeFileSync(process.env.ELBO_MODEL_INPUTS, JSON.stringify(collected));
});

type Config = Readonly<Record<string, object>>;
const changed = (config: object | undefined, over: object) => ({ ...(config as Config), ...over });

/** The five models; dropout and free bits are left out, which PyTorch's side would only repeat. */
function configs(): Readonly<Record<string, object>> {
  const { dense, convolutional, "recurrent text": text, "iwae, 5 draws": iwae } = configTable(files) as Config;
  const recurrent = { kind: "recurrent", embedding: 3, hidden: 4 };
  const vamp = {
    kind: "single",
    posterior: { kind: "gaussian", dimension: 3 },
    prior: { kind: "vamp", components: 3 },
  };
  return {
    "dense, elbo": dense as object,
    "convolutional, elbo": convolutional as object,
    "recurrent text": changed(text, {
      decoder: { ...recurrent, feed: "both" },
      encoder: { ...recurrent, bidirectional: true },
      loss: { kind: "elbo" },
    }),
    "dense, iwae with 5 draws": iwae as object,
    "convolutional, VampPrior": changed(convolutional, { latents: vamp }),
  };
}

/** 0.4 sin(1.7 (k + 1) + 1.3 i) for element i of the k-th path in order; pseudo-inputs around 1/2. */
function formula(entries: readonly ArenaEntry[], length: number): Float32Array {
  const values = new Float32Array(length);
  const paths = entries.map(({ path }) => path).toSorted();
  for (const { path, offset, size } of entries) {
    const [phase, middle] = [1.7 * (paths.indexOf(path) + 1), path === "prior/pseudo" ? 0.5 : 0];
    for (let i = 0; i < size; i++) values[offset + i] = middle + 0.4 * Math.sin(phase + 1.3 * i);
  }
  return values;
}

const names = [
  "dense, elbo",
  "convolutional, elbo",
  "recurrent text",
  "dense, iwae with 5 draws",
  "convolutional, VampPrior",
];
const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

async function open(name: string): Promise<{ readonly model: TestModel; readonly inputs: Named<Numbers> }> {
  const opened = await openTestModel(configs()[name] as object);
  const values = formula(opened.entries, opened.values.length);
  const inputs = { ...(await firstBatch(opened.assembled.dataset, BATCH)), weight: Float32Array.of(1, 1, 0.5) };
  return { model: { ...opened, values }, inputs };
}

describe.each(names)("%s", (name) => {
  it.each([
    ["cpu", cpuEngine],
    ["onnx", createOnnxEngine({ threads: 1 })],
  ] as const)("%s gives PyTorch's loss and every parameter's gradient", async (_, engine) => {
    const { model, inputs } = await open(name);
    const objective = Object.keys(model.assembled.objectives)[0] as string;
    const request = model.assembled.objective(objective, BATCH);
    const runner = await compileRequest(engine, model, request);
    const noise = Object.entries(runner.noise).map(([path, { shape, law }]) => {
      const values = new Float32Array(sizeOf(shape));
      fillNoise(values, law, { ...KEY, path, row: shape.at(-1) ?? 1 });
      return [path, { shape, values: [...values] }] as const;
    });
    collected[name] = {
      shapes: Object.fromEntries(model.entries.map(({ path, shape }) => [path, shape])),
      inputs: Object.fromEntries(
        Object.entries(request.signature.inputs).map(([field, { shape }]) => [
          field,
          { shape, values: [...(inputs[field] as Numbers)] },
        ]),
      ),
      noise: Object.fromEntries(noise),
    };
    const outcome = await runner.run(inputs, KEY);
    runner.dispose();
    if (process.env.ELBO_MODEL_INPUTS) return;
    const { loss, gradients, ...given } = fixtures[name] ?? expect.unreachable(`no fixture for ${name}`);
    expect(collected[name]).toEqual(given);
    expect(Math.abs((outcome.outputs.objective?.[0] as number) - loss)).toBeLessThan(LIMIT * Math.abs(loss));
    const expected = Object.fromEntries(
      Object.entries(gradients).map(([path, each]) => [path, Float32Array.from(each)]),
    );
    const { error, name: path } = worstOf(outcome.gradients, expected);
    expect(error, path).toBeLessThan(LIMIT);
  });
});

it("every gradient of the fixtures moves something", () => {
  for (const { gradients } of Object.values(fixtures)) {
    const flat = Object.entries(gradients).map(([path, values]) => [path, Math.max(...values.map(Math.abs))] as const);
    expect(flat.filter(([, largest]) => largest < 1e-4)).toEqual([]);
  }
});
