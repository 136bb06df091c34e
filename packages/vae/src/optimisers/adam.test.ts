import type { Slot, Wiring } from "@elbo/spec";
import { expect, it } from "vitest";
import { z } from "zod";
import { createLinear } from "../schedules/linear.ts";
import { plainTools } from "../training/fakes/plain-tools.ts";
import { adamOptimiser } from "./adam.ts";

const slot: Slot = () => z.strictObject({ kind: z.literal("linear") });
const wiring = { part: () => createLinear({ from: 0, to: 1 }) } as unknown as Wiring;
const schema = adamOptimiser.config(slot);
const clock = { step: 5, stepsPerEpoch: 1, steps: 10 };
const create = (config: object) => adamOptimiser.create(schema.parse({ kind: "adam", ...config }), wiring);
const tree = { encoder: { w: { shape: [4], init: () => Float32Array.of(1, -2, 3, 0.5) } } };

it("takes a rate by number or by schedule, and refuses impossible numbers and unknown keys", () => {
  expect([create({}).rate(clock), create({ rate: { kind: "linear" } }).rate(clock)]).toEqual([1e-3, 0.5]);
  for (const wrong of [{ beta1: 1 }, { beta2: -0.1 }, { epsilon: 0 }, { weightDecay: -1 }, { lr: 1 }]) {
    expect(schema.safeParse({ kind: "adam", ...wrong }).success).toBe(false);
  }
});

it("refuses a negative rate", () => {
  expect(() => create({ rate: -0.01 })).toThrow();
});

it("moves by the rate in the first step, whatever the gradient's size, and decays weights apart from it", () => {
  for (const weightDecay of [0, 0.5]) {
    const adam = create({ weightDecay });
    const arena = plainTools.createArena(tree, { slots: adam.slots });
    plainTools.initialiseArena(arena, { seed: 0n });
    const before = arena.values.slice();
    arena.gradients.set([1e-3, -10, 1e4, -1]);
    adam.step(plainTools.createKernels(arena), [{ offset: 0, length: 4 }], {
      rate: 0.1,
      step: 1,
      scale: 1,
      averageDecay: undefined,
    });
    before.forEach((w, i) => {
      const expected = w - 0.1 * (Math.sign(arena.gradients[i] as number) + weightDecay * w);
      expect(arena.values[i]).toBeCloseTo(expected, 4);
    });
  }
});

it("hands every range and the update to the kernel", () => {
  const calls: unknown[] = [];
  const record = (...call: unknown[]) => void calls.push(call);
  const ranges = [
    { offset: 0, length: 8 },
    { offset: 12, length: 4 },
  ];
  const update = { rate: 0.1, step: 7, scale: 0.5, averageDecay: 0.9 };
  const kernels = { ...plainTools.createKernels(plainTools.createArena({}, { slots: [] })), adam: record };
  create({ beta1: 0.5 }).step(kernels, ranges, update);
  const numbers = { ...update, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
  expect(calls).toEqual(ranges.map((range) => [range, numbers]));
});
