import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpuEngine, createOnnxEngine } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { ArenaEntry, Named, Numbers, Shape } from "@elbo/spec";
import { afterAll, describe, expect, it } from "vitest";
import { worstOf } from "./difference.ts";
import { firstBatch, openTestModel, type TestModel } from "./open-models.ts";
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
/** What a script in tooling/fixtures writes, in float64. */
interface Fixture extends Given {
  readonly loss: number;
  readonly gradients: Named<readonly number[]>;
}

/** 0.4 sin(1.7 (k + 1) + 1.3 i) for element i of the k-th path in order; pseudo-inputs around 1/2. */
function formula(entries: readonly ArenaEntry[], length: number): Float32Array {
  const values = new Float32Array(length);
  const paths = entries.flatMap(({ path, state }) => (state ? [] : [path])).toSorted();
  for (const { path, offset, size, state } of entries) {
    if (state) continue;
    const [phase, middle] = [1.7 * (paths.indexOf(path) + 1), path.endsWith("/pseudo") ? 0.5 : 0];
    for (let i = 0; i < size; i++) values[offset + i] = middle + 0.4 * Math.sin(phase + 1.3 * i);
  }
  return values;
}

const sizeOf = (shape: Shape) => shape.reduce((a, b) => a * b, 1);

async function open(config: object): Promise<{ readonly model: TestModel; readonly inputs: Named<Numbers> }> {
  const opened = await openTestModel(config);
  const values = formula(opened.entries, opened.values.length);
  const inputs = { ...(await firstBatch(opened.assembled.dataset, BATCH)), weight: Float32Array.of(1, 1, 0.5) };
  return { model: { ...opened, values }, inputs };
}

/** What PyTorch's side needs to know of a step: shapes of the parameters, the batch, the noise. */
const given = (model: TestModel, inputs: Named<Numbers>, fields: Named<{ shape: Shape }>, noise: Given["noise"]) => ({
  shapes: Object.fromEntries(model.entries.filter(({ state }) => !state).map(({ path, shape }) => [path, shape])),
  inputs: Object.fromEntries(
    Object.entries(fields).map(([field, { shape }]) => [field, { shape, values: [...(inputs[field] as Numbers)] }]),
  ),
  noise,
});

/**
 * Tests that the first objective of whole models, and all its gradients, are those in `fixtures/<file>`, on cpu and onnx.
 * With `ELBO_MODEL_INPUTS` set to a file, what goes in is written there instead, for the script that makes the fixtures.
 */
export function describeAgainstPytorch(
  file: string,
  names: readonly string[],
  configOf: (name: string) => object,
): void {
  const path = new URL(`./fixtures/${file}`, import.meta.url);
  const fixtures: Record<string, Fixture> = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
  const collected: Record<string, Given> = {};
  const into = process.env.ELBO_MODEL_INPUTS;

  afterAll(() => {
    if (into) writeFileSync(into, JSON.stringify(collected));
  });

  describe.each(names)("%s", (name) => {
    it.each([
      ["cpu", cpuEngine],
      ["onnx", createOnnxEngine({ threads: 1 })],
    ] as const)("%s gives PyTorch's loss and every parameter's gradient", async (_, engine) => {
      const { model, inputs } = await open(configOf(name));
      const objective = Object.keys(model.assembled.objectives)[0] as string;
      const request = model.assembled.objective(objective, BATCH);
      const runner = await compileRequest(engine, model, request);
      const noise = Object.entries(runner.noise).map(([path, { shape, law }]) => {
        const values = new Float32Array(sizeOf(shape));
        fillNoise(values, law, { ...KEY, path, row: shape.at(-1) ?? 1 });
        return [path, { shape, values: [...values] }] as const;
      });
      const found = given(model, inputs, request.signature.inputs, Object.fromEntries(noise));
      collected[name] = found;
      const outcome = await runner.run(inputs, KEY);
      runner.dispose();
      if (into) return;
      const { loss, gradients, ...stored } = fixtures[name] ?? expect.unreachable(`no fixture for ${name}`);
      expect(found).toEqual(stored);
      expect(Math.abs((outcome.outputs.objective?.[0] as number) - loss)).toBeLessThan(LIMIT * Math.abs(loss));
      const expected = Object.fromEntries(
        Object.entries(gradients).map(([path, each]) => [path, Float32Array.from(each)]),
      );
      const { error, name: worst } = worstOf(outcome.gradients, expected);
      expect(error, worst).toBeLessThan(LIMIT);
    });
  });

  it("every gradient of the fixtures moves something", () => {
    for (const { gradients } of Object.values(fixtures)) {
      const flat = Object.entries(gradients).map(([path, all]) => [path, Math.max(...all.map(Math.abs))] as const);
      expect(flat.filter(([, largest]) => largest < 1e-4)).toEqual([]);
    }
  });
}
