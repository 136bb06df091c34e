import { cpuEngine, createArena } from "@elbo/engine";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { configTable, openTestModel } from "../conformance/open-models.ts";
import { parseTraining } from "../training/fakes/start-training.ts";
import { rehearse } from "./rehearse.ts";

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

it("counts the steps of every stage, times a few gradients and moves no value", async () => {
  const { assembled, values } = await openTestModel(configTable(files).FactorVAE as object);
  const arena = createArena(assembled.tree);
  arena.values.set(values);
  const stages = [
    { name: "warm-up", epochs: 3, rounds: [{ objective: "vae" }] },
    { name: "both", steps: 11 },
  ];
  const began = performance.now();
  const { steps, secondsPerStep } = await rehearse(assembled, cpuEngine, arena, parseTraining({ batch: 5, stages }));
  // 24 training examples make 4 batches of 5
  expect(steps).toBe(3 * 4 + 11);
  expect(secondsPerStep).toBeGreaterThan(0);
  expect(secondsPerStep).toBeLessThan((performance.now() - began) / 1000);
  expect(arena.values).toEqual(values);
});

it("leaves averages that a training step moves where they were", async () => {
  const { assembled, values } = await openTestModel(configTable(files)["VQ, uniform codes"] as object);
  const arena = createArena(assembled.tree);
  arena.values.set(values);
  expect(arena.trainable).toBeLessThan(arena.values.length);
  await rehearse(assembled, cpuEngine, arena, parseTraining({ batch: 5, steps: 2 }));
  expect(arena.values).toEqual(values);
});

it("refuses what training refuses: a batch that the data cannot fill", async () => {
  const { assembled } = await openTestModel(configTable(files).FactorVAE as object);
  const arena = createArena(assembled.tree);
  const training = parseTraining({ batch: 25, steps: 2 });
  await expect(rehearse(assembled, cpuEngine, arena, training)).rejects.toThrow(/fewer training examples/);
});
