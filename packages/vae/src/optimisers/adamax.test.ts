import type { Slot, Wiring } from "@elbo/spec";
import { expect, it } from "vitest";
import { z } from "zod";
import { plainTools } from "../training/fakes/plain-tools.ts";
import { arenaTools } from "../vae/arena-tools.ts";
import { adamaxOptimiser } from "./adamax.ts";

const slot: Slot = () => z.never();
const wiring = {} as Wiring;
const schema = adamaxOptimiser.config(slot);
const create = (config: object) => adamaxOptimiser.create(schema.parse({ kind: "adamax", ...config }), wiring);
const tree = { encoder: { w: { shape: [5], init: () => Float32Array.of(1, -2, 0.5, 3, 0) } } };

/** Weights, and their running average, after six steps with the compiled kernels or with the formulas. */
function after(tools: typeof plainTools, config: object) {
  const optimiser = create(config);
  const arena = tools.createArena(tree, { slots: [...optimiser.slots, "average"] });
  tools.initialiseArena(arena, { seed: 0n });
  const kernels = tools.createKernels(arena);
  const range = { offset: 0, length: 8 };
  for (let step = 1; step <= 6; step++) {
    for (let i = 0; i < 5; i++) arena.gradients[i] = Math.cos(3 * i + step) * 10 ** (i - 2);
    optimiser.step(kernels, [range], { rate: 0.01, step, scale: 0.5, averageDecay: 0.9 });
  }
  return [...arena.values.slice(0, 5), ...(arena.slots.average ?? []).slice(0, 5)];
}

it.each([{}, { beta1: 0.5, beta2: 0.9, weightDecay: 0.1 }])("the compiled kernel is the formula: %j", (config) => {
  const [compiled, plain] = [after(arenaTools, config), after(plainTools, config)];
  compiled.forEach((value, i) => {
    expect(value).toBeCloseTo(plain[i] as number, 5);
  });
  expect(compiled[0]).not.toBe(1);
});

it("names its slots, and refuses impossible numbers and unknown keys", () => {
  expect(create({}).slots).toEqual(["m", "u"]);
  for (const wrong of [{ epsilon: 0 }, { rate: -1 }, { lr: 1 }]) {
    expect(schema.safeParse({ kind: "adamax", ...wrong }).success).toBe(false);
  }
});
