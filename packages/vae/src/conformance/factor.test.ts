import { cpuEngine, createArena, createOnnxEngine, nodeEngine } from "@elbo/engine";
import type { Arena } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knobValues } from "../assembly/knob-values.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { configTable, firstBatch, openTestModel, type TestModel } from "./open-models.ts";

const BATCH = 4;
const MARK = 7;
const clock = { step: 0, stepsPerEpoch: 5, steps: 10 };

let files: DataFiles;
let model: TestModel;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
  model = await openTestModel(configTable(files).FactorVAE as object);
});
afterAll(() => files.remove());

/** Gradients of one group's parameters, without the padding between them. */
const groupOf = ({ entries, gradients }: Arena, group: string) =>
  entries
    .filter((entry) => entry.group === group)
    .flatMap(({ offset, size }) => [...gradients.subarray(offset, offset + size)]);

const available = async (engine: typeof cpuEngine) => (await engine.available()) === true;
const engines = [cpuEngine, createOnnxEngine({ threads: 1 }), nodeEngine];
const here = await Promise.all(engines.map(available));

describe.each(engines.filter((_, i) => here[i]).map((engine) => [engine.name, engine] as const))(
  "the two objectives of FactorVAE on %s",
  (_, engine) => {
    it("share one arena: each writes the gradients of its own groups and touches no other", async () => {
      const { assembled } = model;
      const arena = createArena(assembled.tree);
      arena.values.set(model.values);
      const inputs = await firstBatch(assembled.dataset, BATCH);
      const run = async (objective: string) => {
        const { program, signature } = assembled.objective(objective, BATCH);
        const compiled = await engine.compile(program, signature, arena);
        await compiled.run(inputs, { seed: 1n, step: 0 }, knobValues(compiled.knobs, assembled.knobs, clock));
        compiled.dispose();
      };
      expect(assembled.objectives).toEqual({
        vae: { moves: ["encoder", "decoder", "prior"] },
        discriminator: { moves: ["loss"] },
      });
      arena.gradients.fill(MARK);
      await run("vae");
      const [encoder, decoder] = [groupOf(arena, "encoder"), groupOf(arena, "decoder")];
      expect(encoder.every((g) => g !== MARK) && encoder.some((g) => g !== 0)).toBe(true);
      expect(decoder.every((g) => g !== MARK) && decoder.some((g) => g !== 0)).toBe(true);
      expect(groupOf(arena, "loss").every((g) => g === MARK)).toBe(true);
      await run("discriminator");
      expect(groupOf(arena, "encoder")).toEqual(encoder);
      expect(groupOf(arena, "decoder")).toEqual(decoder);
      expect(groupOf(arena, "loss").some((g) => g !== MARK && g !== 0)).toBe(true);
      expect(arena.values).toEqual(model.values);
    });
  },
);
