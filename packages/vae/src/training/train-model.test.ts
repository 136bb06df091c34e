import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError, ConfigError, EngineError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { fakeModel, fakeSplit } from "./fakes/fake-model.ts";
import { startTraining, withFolder } from "./fakes/start-training.ts";
import type { Progress } from "./progress.ts";

const param = (
  arena: { entries: readonly { path: string; offset: number; size: number }[]; values: Float32Array },
  path: string,
) => {
  const { offset = 0, size = 0 } = arena.entries.find((entry) => entry.path === path) ?? {};
  return [...arena.values.subarray(offset, offset + size)];
};
const lines = async (folder: string): Promise<Record<string, unknown>[]> =>
  (await readFile(join(folder, "log.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("trainModel", () => {
  it("finds the known optimum: mean of the data, scale 0, and moves the state", () =>
    withFolder(async (folder) => {
      const { arena, steps, interrupted, best, figures } = await startTraining(fakeModel(), folder, { epochs: 80 });
      const x = new Float32Array(44);
      await fakeSplit(22).read(
        Int32Array.from({ length: 22 }, (_, i) => i),
        { x },
      );
      const mean = [0, 1].map((j) => x.filter((_, i) => i % 2 === j).reduce((a, b) => a + b) / 22);
      expect([steps, interrupted]).toEqual([80 * 5, false]);
      const gaps = (path: string) => param(arena, path).map((value, j) => Math.abs(value - (mean[j] as number)));
      expect(Math.max(...gaps("encoder/mean"))).toBeLessThan(0.1);
      expect(Math.max(...gaps("encoder/seen"))).toBeLessThan(0.3);
      expect(Math.abs(param(arena, "decoder/scale")[0] as number)).toBeLessThan(0.05);
      expect(best?.value).toBeLessThanOrEqual(-(figures?.elbo ?? 0));
    }));

  it("soon forgets the first values of a group that starts anew in the weights' average", () =>
    withFolder(async (folder) => {
      const stages = [
        { name: "long", epochs: 20 },
        { name: "anew", epochs: 1, reset: ["encoder"] },
      ];
      const averaged = await startTraining(fakeModel(), join(folder, "averaged"), {
        stages,
        average: { decay: 0.9 },
      });
      const plain = await startTraining(fakeModel(), join(folder, "plain"), { stages });
      const [means, last] = [averaged, plain].map(({ arena }) => param(arena, "encoder/mean")) as [number[], number[]];
      // Five steps of 0.05 away from the first values: a tenth of them is left with the rule, two thirds without.
      for (const [j, mean] of means.entries()) expect(Math.abs(mean - (last[j] as number))).toBeLessThan(0.05);
    }));

  it("logs one object per line with exact means of the terms, and reports progress", () =>
    withFolder(async (folder) => {
      const seen: number[] = [];
      const spy = (name: string, _: unknown, outputs: Record<string, ArrayLike<number>>) => {
        if (name === "elbo") seen.push(outputs["term/kl"]?.[0] as number);
      };
      const events: Progress[] = [];
      const config = { epochs: 2, log: { every: 3 } };
      await startTraining(fakeModel({ spy }), folder, config, { onProgress: (event) => events.push(event) });
      const log = await lines(folder);
      expect(log.map(({ event, step }) => [event, step])).toEqual([
        ["compile", undefined],
        ["stage", undefined],
        ["compile", undefined],
        ...[
          ["step", 3],
          ["step", 5],
          ["validation", 5],
          ["step", 6],
          ["step", 9],
          ["step", 10],
          ["validation", 10],
          ["end", 10],
        ],
      ]);
      const terms = log[4]?.terms as Record<string, number>;
      expect(terms.kl).toBe(((seen[3] as number) + (seen[4] as number)) / 2);
      expect(log[4]).toMatchObject({ epoch: 1, knobs: { "loss/beta": 1 } });
      const kinds = new Set(events.map(({ event }) => event));
      expect([...kinds].sort()).toEqual(["checkpoint", "compile", "stage", "step", "validation"]);
    }));

  it("sees each example once an epoch, in another order each time, with another noise each step", () =>
    withFolder(async (folder) => {
      const keys: number[] = [];
      const model = fakeModel({ train: 12, spy: (name, { step }) => void (name === "elbo" && keys.push(step)) });
      const read: number[][] = [];
      const steps: (number | undefined)[] = [];
      const train = {
        ...model.dataset.splits.train,
        read: (...args: Parameters<typeof model.dataset.splits.train.read>) => {
          read.push([...args[0]]);
          steps.push(args[2]?.step);
          return model.dataset.splits.train.read(...args);
        },
      };
      const dataset = { ...model.dataset, splits: { ...model.dataset.splits, train } };
      await startTraining({ ...model, dataset }, folder, { epochs: 2 });
      const all = Array.from({ length: 12 }, (_, i) => i);
      const epochs = [read.slice(0, 3).flat(), read.slice(3).flat()];
      for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(all);
      expect(epochs[0]).not.toEqual(epochs[1]);
      expect([keys, steps]).toEqual([
        [1, 2, 3, 4, 5, 6],
        [1, 2, 3, 4, 5, 6],
      ]);
    }));

  it("stops when -elbo no longer improves, and hands back the best weights", () =>
    withFolder(async (folder) => {
      const elbo = [-9, -5, -6, -7, -1];
      const means: number[][] = [];
      const spy = (
        name: string,
        _: unknown,
        outputs: Record<string, Float32Array | Int32Array | Uint8Array>,
        arena: Parameters<typeof param>[0],
      ) => {
        if (name !== "evaluation") return;
        means.push(param(arena, "encoder/mean"));
        outputs.elbo?.fill(elbo[means.length - 1] as number);
      };
      const trained = await startTraining(fakeModel({ spy }), folder, { epochs: 50, patience: 2 });
      expect(trained.best).toEqual({ value: 5, step: 10, epoch: 2 });
      expect(trained.steps).toBe(20);
      expect(param(trained.arena, "encoder/mean")).toEqual(means[1]);
      expect((await lines(folder)).at(-1)).toMatchObject({ event: "end", reason: "patience", step: 20 });
    }));

  it("names the term that broke, the step and the last good checkpoint, and does not save the damage", () =>
    withFolder(async (folder) => {
      const spy = (
        name: string,
        { step }: { step: number },
        outputs: Record<string, { fill(value: number): unknown }>,
      ) => {
        if (name === "elbo" && step === 8) outputs["term/kl"]?.fill(Number.NaN);
      };
      const error = await startTraining(fakeModel({ spy }), folder, { epochs: 9 }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(EngineError);
      expect(String(error)).toMatch(
        /"kl" of objective "elbo" is NaN at step 7 \(epoch 1\.40\).*training\.clip.*last\.json/,
      );
      const resumed = await startTraining(fakeModel(), folder, { epochs: 9 }, { resume: true });
      expect(resumed.steps).toBe(45);
    }));

  it("never saves a parameter that is not finite, even when all terms are", () =>
    withFolder(async (folder) => {
      const spy = (name: string, { step }: { step: number }, _: unknown, arena: { gradients: Float32Array }) => {
        if (name === "elbo" && step === 5) arena.gradients[0] = Number.NaN;
      };
      const run = startTraining(fakeModel({ spy, validation: 0 }), folder, { epochs: 2 });
      await expect(run).rejects.toThrow(/parameter "encoder\/mean" is NaN.*No checkpoint was saved yet/);
      const clipped = startTraining(fakeModel({ spy, validation: 0 }), folder, { epochs: 2, clip: 1 });
      await expect(clipped).rejects.toThrow(/gradient's norm of objective "elbo" is NaN at step 4/);
    }));

  it("stops cleanly on a signal and resumes to the same bits as without", () =>
    withFolder(async (folder) => {
      const config = { epochs: 4, average: { decay: 0.9 } };
      const whole = await startTraining(fakeModel(), join(folder, "a"), config);
      const controller = new AbortController();
      const spy = (name: string, { step }: { step: number }) =>
        void (name === "elbo" && step === 8 && controller.abort());
      const stopped = await startTraining(fakeModel({ spy }), join(folder, "b"), config, { signal: controller.signal });
      expect([stopped.interrupted, stopped.steps]).toEqual([true, 8]);
      await expect(startTraining(fakeModel(), join(folder, "b"), config)).rejects.toThrow(CheckpointError);
      const resumed = await startTraining(fakeModel(), join(folder, "b"), config, { resume: true });
      expect(resumed.arena.values).toEqual(whole.arena.values);
      expect(resumed.arena.slots).toEqual(whole.arena.slots);
      const again = await startTraining(fakeModel(), join(folder, "b"), config, { resume: true });
      expect([again.steps, again.arena.values]).toEqual([20, whole.arena.values]);
    }));

  it("refuses a config that the data cannot serve", () =>
    withFolder(async (folder) => {
      const refused = (config: object, model = fakeModel()) => expect(startTraining(model, folder, config)).rejects;
      await refused({ epochs: 1, batch: 99 }).toThrow(/training\.batch.*expected at most 22, got 99/);
      await refused({ epochs: 1, patience: 2 }, fakeModel({ validation: 0 })).toThrow(/validation split/);
      await refused({ epochs: 1, validate: { on: "validation" } }, fakeModel({ validation: 0 })).toThrow(ConfigError);
      await refused({ epochs: 1 }, { ...fakeModel(), knobs: {} }).toThrow(/knob "loss\/beta"/);
    }));
});
