import type { Definition, Slot, Wiring } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createLinear } from "../schedules/linear.ts";
import { adamOptimiser } from "./adam.ts";
import { builtInOptimisers } from "./built-in-optimisers.ts";
import type { AdamStep, Optimiser, OptimiserKernels, Range, SgdStep } from "./optimiser.ts";
import { sgdOptimiser } from "./sgd.ts";

const slot: Slot = () => z.strictObject({ kind: z.literal("linear") });
const wiring = { part: () => createLinear({ from: 0, to: 1 }) } as unknown as Wiring;
const clock = { step: 5, stepsPerEpoch: 1, steps: 10 };
const create = <C>(definition: Definition<C, Optimiser>, config: object) =>
  definition.create(definition.config(slot).parse(config), wiring);

function recorder() {
  const calls: (readonly [string, Range, AdamStep | SgdStep])[] = [];
  const kernels: OptimiserKernels = {
    adam: (range, options) => calls.push(["adam", range, options]),
    sgd: (range, options) => calls.push(["sgd", range, options]),
  };
  return { calls, kernels };
}

const ranges = [
  { offset: 0, length: 8 },
  { offset: 12, length: 4 },
];

describe("optimisers", () => {
  it("adam hands its numbers and the update's count to the kernel, range by range", () => {
    const { calls, kernels } = recorder();
    const adam = create(adamOptimiser, { kind: "adam", beta1: 0.5 });
    expect([adam.slots, adam.rate(clock)]).toEqual([["m", "v"], 1e-3]);
    adam.step(kernels, ranges, 0.1, 7);
    const numbers = { rate: 0.1, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, step: 7 };
    expect(calls).toEqual(ranges.map((range) => ["adam", range, numbers]));
  });

  it("sgd keeps a slot only when it has momentum", () => {
    const { calls, kernels } = recorder();
    expect(create(sgdOptimiser, { kind: "sgd", rate: 1 }).slots).toEqual([]);
    const sgd = create(sgdOptimiser, { kind: "sgd", rate: { kind: "linear" }, momentum: 0.9, nesterov: true });
    expect([sgd.slots, sgd.rate(clock)]).toEqual([["momentum"], 0.5]);
    sgd.step(kernels, ranges.slice(0, 1), 0.2, 1);
    expect(calls).toEqual([["sgd", ranges[0], { rate: 0.2, momentum: 0.9, nesterov: true, weightDecay: 0 }]]);
  });

  it("refuses impossible numbers and unknown keys", () => {
    const refused = [
      { kind: "adam", beta1: 1 },
      { kind: "adam", epsilon: 0 },
      { kind: "adam", lr: 1 },
      { kind: "sgd" },
      { kind: "sgd", rate: 1, nesterov: true },
    ];
    for (const config of refused) {
      const definition = builtInOptimisers.find(({ kind }) => kind === config.kind);
      expect(definition?.config(slot).safeParse(config).success).toBe(false);
    }
  });
});
