import { cpuEngine } from "@elbo/engine";
import type { Latents, Named } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { directionalDerivatives } from "./directional-derivatives.ts";
import { estimators } from "./loss-configs.ts";
import { configNames, configTable, firstBatch, openTestModel } from "./open-models.ts";
import { reportLine } from "./report-line.ts";
import { compileRequest, type Outcome } from "./run-request.ts";

const BATCH = 4;
const LIMIT = 1e-3;

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

/**
 * A straight-through gradient is not the derivative of the objective, nor, at fixed noise, is one through rejection (on spheres):
 * such an encoder is left out. Nor are estimators.
 */
const comparable = (group: string, { facts }: Pick<Latents, "facts">, name: string) =>
  !estimators.has(`${name}, ${group}`) &&
  (group !== "encoder" ||
    Object.values(facts).every(({ posterior }) => posterior.includes("pathwise") && !posterior.includes("sphere")));

const nonZero = (gradients: Outcome["gradients"], group: string) =>
  Object.entries(gradients)
    .filter(([path]) => path.startsWith(`${group}/`))
    .some(([, values]) => values.some((v) => v !== 0));

describe("the whole model's gradient is the derivative of its objective, and of nothing else", () => {
  it.each(configNames)("%s", async (name) => {
    const model = await openTestModel(configTable(files)[name] as object);
    const { assembled } = model;
    const inputs = await firstBatch(assembled.dataset, BATCH, BATCH - 1);
    const errors: Record<string, number> = {};
    for (const [objective, { moves }] of Object.entries(assembled.objectives)) {
      const runner = await compileRequest(cpuEngine, model, assembled.objective(objective, BATCH));
      const { gradients } = await runner.run(inputs);
      const value = async (values: Float32Array) =>
        ((await runner.run(inputs, {}, values)).outputs.objective as Float32Array)[0] as number;
      for (const group of Object.keys(assembled.tree)) {
        const moved = (moves as readonly string[]).includes(group);
        if (!moved) {
          expect(nonZero(gradients, group), `${objective} leaves ${group} alone`).toBe(false);
          continue;
        }
        const range = model.ranges[group] as { offset: number; length: number };
        if (range.length === 0 || !comparable(group, assembled.parts.latents, `${name}, ${objective}`)) continue;
        expect(nonZero(gradients, group), `${objective} moves ${group}`).toBe(true);
        const found = await directionalDerivatives(value, { ...model, gradients, group });
        const error = Math.max(...found.map((derivative) => derivative.error));
        errors[`${objective}, ${group}`] = error;
        const trial = `${objective}, ${group}`;
        reportLine(assembled.config, { against: "differences", name, trial, gradients: error });
      }
    }
    const beyond: Named<number> = Object.fromEntries(Object.entries(errors).filter(([, error]) => !(error <= LIMIT)));
    expect(beyond).toEqual({});
  });
});
