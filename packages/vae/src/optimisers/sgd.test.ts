import type { Slot, Wiring } from "@elbo/spec";
import { expect, it } from "vitest";
import { z } from "zod";
import { createLinear } from "../schedules/linear.ts";
import { plainTools } from "../training/fakes/plain-tools.ts";
import { sgdOptimiser } from "./sgd.ts";

const slot: Slot = () => z.strictObject({ kind: z.literal("linear") });
const wiring = { part: () => createLinear({ from: 0, to: 1 }) } as unknown as Wiring;
const schema = sgdOptimiser.config(slot);
const create = (config: object) => sgdOptimiser.create(schema.parse({ kind: "sgd", rate: 0.1, ...config }), wiring);
const tree = { encoder: { w: { shape: [1], init: () => Float32Array.of(3) } } };

/** The weight after `steps` updates with gradient 1. */
function after(steps: number, config: object) {
  const sgd = create(config);
  const arena = plainTools.createArena(tree, { slots: sgd.slots });
  plainTools.initialiseArena(arena, { seed: 0n });
  const kernels = plainTools.createKernels(arena);
  for (let step = 1; step <= steps; step++) {
    arena.gradients[0] = 1;
    sgd.step(kernels, [{ offset: 0, length: 4 }], { rate: 0.1, step, scale: 1, averageDecay: undefined });
  }
  return arena.values[0];
}

it("follows the closed forms for a constant gradient", () => {
  expect(after(5, {})).toBeCloseTo(3 - 0.5, 6);
  // Momentum: moves 1, 1.5, 1.75; Nesterov's look-ahead: 1.5, 1.75, 1.875.
  expect(after(3, { momentum: 0.5 })).toBeCloseTo(3 - 0.1 * 4.25, 6);
  expect(after(3, { momentum: 0.5, nesterov: true })).toBeCloseTo(3 - 0.1 * 5.125, 6);
  expect(after(1, { weightDecay: 0.5 })).toBeCloseTo(3 - 0.1 * (1 + 0.5 * 3), 6);
});

it("keeps a slot only when it has momentum, and takes a schedule as its rate", () => {
  expect([create({}).slots, create({ momentum: 0.9 }).slots]).toEqual([[], ["momentum"]]);
  const scheduled = create({ rate: { kind: "linear" } });
  expect(scheduled.rate({ step: 5, stepsPerEpoch: 1, steps: 10 })).toBe(0.5);
});

it("refuses impossible numbers, a missing rate and unknown keys", () => {
  for (const wrong of [{ rate: undefined }, { momentum: 1 }, { nesterov: true }, { lr: 1 }]) {
    expect(schema.safeParse({ kind: "sgd", rate: 0.1, ...wrong }).success).toBe(false);
  }
});
