import { cpuEngine } from "@elbo/engine";
import type { Named, Numbers } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { compareOutcomes } from "./difference.ts";
import { configNames, configTable, firstBatch, openTestModel } from "./open-models.ts";
import { type Outcome, runRequest } from "./run-request.ts";

const COUNT = 3;
const BATCH = 5;
const LIMIT = 1e-5;

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

/** The batch with other examples in the rows that weigh 0. */
const withOtherPadding = (inputs: Named<Numbers>, others: Named<Numbers>): Named<Numbers> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => {
      if (name === "weight") return [name, values];
      const [copy, size] = [values.slice(), values.length / BATCH];
      copy.set((others[name] as Numbers).subarray(0, (BATCH - COUNT) * size), COUNT * size);
      return [name, copy];
    }),
  );

const firstRows = ({ outputs }: Outcome, batch: number) =>
  Object.fromEntries(Object.entries(outputs).map(([name, x]) => [name, x.slice(0, (COUNT * x.length) / batch)]));

/**
 * FactorVAE permutes codes, and batch norm takes its statistics, over all rows, padded ones too (their docstrings say so); the
 * trainer never pads.
 */
const seesAll = (name: string, objective: string) =>
  (name === "FactorVAE" && objective === "discriminator") || name.includes("batch norm");
/** Several draws lie in front of the batch axis: another batch size moves their noise along. */
const oneDraw = (config: object) => {
  const { samples = 1, kind } = (config as { loss: { kind: string; samples?: number } }).loss;
  return samples === 1 && kind !== "semi-supervised"; // a draw of z for each class
};

describe("each example counts alone", () => {
  it.each(configNames)("%s", async (name) => {
    const config = configTable(files)[name] as object;
    const model = await openTestModel(config);
    const { assembled } = model;
    const small = await firstBatch(assembled.dataset, COUNT);
    const padded = await firstBatch(assembled.dataset, BATCH, COUNT);
    const others = withOtherPadding(padded, await firstBatch(assembled.dataset, BATCH));
    const swapped = Object.keys(others).some((field) => String(others[field]) !== String(padded[field]));
    expect(swapped, "the padding differs").toBe(true);

    for (const objective of Object.keys(assembled.objectives)) {
      if (seesAll(name, objective)) continue;
      const step = (batch: number, inputs: Named<Numbers>) =>
        runRequest(cpuEngine, model, assembled.objective(objective, batch), inputs);
      const reference = await step(BATCH, padded);
      const repadded = compareOutcomes(await step(BATCH, others), reference);
      expect(Math.max(...Object.values(repadded)), `padding in ${objective}`).toBeLessThanOrEqual(LIMIT);
      if (!oneDraw(config)) continue;
      // Not the state: a revived code takes a random row of the whole batch.
      const { outputs, gradients } = compareOutcomes(await step(COUNT, small), reference);
      expect(Math.max(outputs, gradients), `batch size in ${objective}`).toBeLessThanOrEqual(LIMIT);
    }
    const programs = { evaluation: assembled.evaluation, reconstruction: assembled.reconstruction };
    for (const [program, request] of Object.entries(programs)) {
      const rows = firstRows(await runRequest(cpuEngine, model, request(BATCH), others), BATCH);
      const alone = firstRows(await runRequest(cpuEngine, model, request(COUNT), small), COUNT);
      for (const [output, values] of Object.entries(alone)) {
        expect(rows[output]?.length, `${program} ${output}`).toBe(values.length);
        expectClose(rows[output] as Numbers, values, LIMIT);
      }
    }
  });
});

describe("importance samples drawn in chunks are those of one draw", () => {
  it.each(configNames)("%s", async (name) => {
    const model = await openTestModel(configTable(files)[name] as object);
    const inputs = await firstBatch(model.assembled.dataset, COUNT);
    const weights = async (samples: number, offset = 0) =>
      (await runRequest(cpuEngine, model, model.assembled.importance(COUNT, samples), inputs, { offset })).outputs
        .weights as Float32Array;
    const [whole, first, second] = [await weights(5), await weights(2), await weights(3, 2)];
    expectClose(Float32Array.from([...first, ...second]), whole, LIMIT);
    const facts = Object.values(model.assembled.parts.latents.facts);
    if (facts.some(({ posterior }) => !posterior.includes("random"))) return;
    expect(String(first)).not.toBe(String(second.subarray(0, first.length)));
  });
});
