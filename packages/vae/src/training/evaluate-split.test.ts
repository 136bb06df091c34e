import { expect, it } from "vitest";
import { compileProgram } from "./compile-programs.ts";
import { evaluateSplit, validationBatch } from "./evaluate-split.ts";
import { fakeEngine, fakeModel, fakeSplit } from "./fakes/fake-model.ts";
import { plainTools } from "./fakes/plain-tools.ts";

it("means over all examples are the same for every batch size, padding never counts, noise moves on", async () => {
  const offsets: (number | undefined)[] = [];
  const weights: number[] = [];
  const model = fakeModel({ spy: (_, { offset, step }) => void offsets.push(step === 0 ? offset : -1) });
  const arena = plainTools.createArena(model.tree, { slots: [] });
  plainTools.initialiseArena(arena, { seed: 1n });
  const split = fakeSplit(7);
  const run = async (batch: number) => {
    const ready = await compileProgram(model.evaluation(batch), model, fakeEngine, arena);
    const { compiled } = ready;
    const watched = {
      ...compiled,
      run: (...args: Parameters<typeof compiled.run>) => {
        weights.push((args[0].weight as Float32Array).reduce((a, b) => a + b));
        return compiled.run(...args);
      },
    };
    const options = { split, fields: model.dataset.fields, batch, seed: 1n, knobs: {} };
    return evaluateSplit({ ...ready, compiled: watched }, options);
  };
  const [one, four, twenty] = [await run(1), await run(4), await run(20)];
  expect(Object.keys(four)).toEqual(["elbo", "reconstruction", "kl"]);
  expect(four).toEqual(one);
  expect(twenty).toEqual(one);
  const mean = arena.values.subarray(0, 2);
  const x = new Float32Array(14);
  await split.read(
    Int32Array.from({ length: 7 }, (_, i) => i),
    { x },
  );
  const expected = x.reduce((sum, value, i) => sum + (value - (mean[i % 2] as number)) ** 2 / 2, 0) / 7;
  expect(one.reconstruction).toBeCloseTo(expected, 5);
  expect(offsets).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1, 0]);
  expect(weights).toEqual([1, 1, 1, 1, 1, 1, 1, 4, 3, 7]);
});

it("a validation run takes as many examples as a training step, or up to 256 where four times as many do", () => {
  const of = (batch: number, length: number) => validationBatch(batch, { length });
  expect([of(100, 10_000), of(20, 10_000), of(512, 10_000)]).toEqual([256, 80, 512]);
  expect([of(100, 50), of(512, 100)]).toEqual([50, 100]);
});
