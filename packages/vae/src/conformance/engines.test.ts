import { cpuEngine, createOnnxEngine, nodeEngine } from "@elbo/engine";
import type { Engine } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allTrials } from "./all-trials.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { compareOutcomes, type Errors } from "./difference.ts";
import { configNames, configTable, openTestModel, type TestModel } from "./open-models.ts";
import { reportLine } from "./report-line.ts";
import { type Outcome, runRequest } from "./run-request.ts";
import type { Trial } from "./trials.ts";

const LIMIT = 1e-4;
const engines: readonly Engine[] = [createOnnxEngine({ threads: 1 }), nodeEngine];
const required = (process.env.ELBO_REQUIRE ?? "").split(",").filter(Boolean);

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

interface Reference {
  readonly model: TestModel;
  readonly trials: readonly { readonly trial: Trial; readonly outcome: Outcome }[];
}
const references = new Map<string, Promise<Reference>>();

/** Every program of a model, run on `cpu`. */
const reference = (name: string): Promise<Reference> => {
  const make = async () => {
    const model = await openTestModel(configTable(files)[name] as object);
    const trials = await allTrials(model);
    const run = async (trial: Trial) => ({ trial, outcome: await runRequest(cpuEngine, model, trial, trial.inputs) });
    return { model, trials: await Promise.all(trials.map(run)) };
  };
  const known = references.get(name) ?? make();
  references.set(name, known);
  return known;
};

for (const engine of engines) {
  const state = await engine.available();
  const reason = state === true ? "" : `${state.reason}; ${state.remedy}`;
  const skip = state !== true && !required.includes(engine.name);
  describe.skipIf(skip)(`engine ${engine.name} computes what cpu computes${skip ? `, skipped: ${reason}` : ""}`, () => {
    it("is here", () => expect(state, reason).toBe(true));
    it.each(configNames)("%s", async (name) => {
      const { model, trials } = await reference(name);
      const found: Record<string, Errors> = {};
      for (const { trial, outcome } of trials) {
        const errors = compareOutcomes(await runRequest(engine, model, trial, trial.inputs), outcome);
        found[trial.name] = errors;
        reportLine(model.assembled.config, { against: engine.name, name, trial: trial.name, ...errors });
      }
      const beyond = Object.entries(found).filter(([, errors]) => Math.max(...Object.values(errors)) > LIMIT);
      expect(Object.fromEntries(beyond)).toEqual({});
    });
  });
}
