import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { zeros } from "@elbo/program";
import { EngineError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { createArena } from "../arena/create-arena.ts";
import { readParam, writeParam } from "../arena/param-access.ts";
import { createOptimiserKernels } from "./optimiser-kernels.ts";

interface Fixture {
  readonly sizes: readonly number[];
  readonly cases: readonly {
    readonly kind: "adam" | "adamax" | "rmsprop" | "adagrad" | "sgd";
    readonly name: string;
    readonly options: {
      readonly lr: number;
      readonly betas?: readonly [number, number];
      readonly eps?: number;
      readonly weight_decay?: number;
      readonly momentum?: number;
      readonly nesterov?: boolean;
      readonly alpha?: number;
      readonly centered?: boolean;
    };
    readonly steps: readonly (readonly (readonly number[])[])[];
  }[];
}
/** Written by tooling/fixtures/optimisers.py. */
const fixture: Fixture = JSON.parse(readFileSync(new URL("./fixtures/pytorch.json", import.meta.url), "utf8"));

const arenaOf = (sizes: readonly number[], slots = ["m", "v", "average"]) =>
  createArena(
    { encoder: Object.fromEntries(sizes.map((size, i) => [`p${i}`, { shape: [size], init: zeros }])) },
    { slots },
  );
const gradient = (step: number) => (_: unknown, i: number) => Math.cos(3 * i + step) * 10 ** ((i % 4) - 2);

const fill = (arena: ReturnType<typeof arenaOf>, step: number) => {
  for (const { offset, size } of arena.entries) {
    arena.gradients.set(Float32Array.from({ length: size }, gradient(step)), offset);
  }
};

describe("optimiser kernels against PyTorch", () => {
  it.each(fixture.cases)("$name $options", ({ kind, name, options, steps }) => {
    const arena = arenaOf(fixture.sizes);
    const kernels = createOptimiserKernels(arena);
    const range = arena.groups.encoder ?? { offset: 0, length: 0 };
    for (const { path, size } of arena.entries) {
      writeParam(
        arena,
        path,
        Float32Array.from({ length: size }, (_, i) => Math.sin(1 + i)),
      );
    }
    const { lr: rate, betas = [0.9, 0.999], eps = 1e-8, weight_decay: weightDecay = 0 } = options;
    steps.forEach((expected, i) => {
      fill(arena, i + 1);
      const [beta1, beta2] = betas;
      const decoupled = name === "AdamW";
      const shared = { rate, weightDecay };
      const { momentum = 0, nesterov = false, alpha = 0.99, centered = false } = options;
      const moments = { ...shared, beta1, beta2, epsilon: eps, step: i + 1 };
      const steps: Record<typeof kind, () => void> = {
        adam: () => kernels.adam(range, { first: "m", second: "v" }, { ...moments, decoupled }),
        adamax: () => kernels.adamax(range, { first: "m", largest: "v" }, moments),
        rmsprop: () => {
          const slots = { square: "v", momentum: "average", ...(centered ? { mean: "m" } : {}) };
          kernels.rmsprop(range, slots, { ...shared, decay: alpha, epsilon: eps, momentum });
        },
        adagrad: () => kernels.adagrad(range, { sum: "v" }, { ...shared, epsilon: eps }),
        sgd: () => kernels.sgd(range, { momentum: "m" }, { ...shared, momentum, nesterov }),
      };
      steps[kind]();
      arena.entries.forEach(({ path }, p) => {
        readParam(arena, path).forEach((value, j) => {
          const wanted = expected[p]?.[j] as number;
          expect(Math.abs(value - wanted)).toBeLessThan(3e-7 * Math.max(1, Math.abs(wanted)));
        });
      });
    });
    const used = new Set(
      arena.entries.flatMap(({ offset, size }) => Array.from({ length: size }, (_, i) => offset + i)),
    );
    const padding = [...arena.values].filter((_, i) => !used.has(i));
    expect(padding.every((value) => value === 0)).toBe(true);
  });
});

describe("optimiser kernels", () => {
  const settings = { rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1 };

  it("scale the gradient before anything else sees it", () => {
    const [scaled, plain] = [arenaOf([5]), arenaOf([5])];
    fill(scaled, 1);
    fill(plain, 1);
    plain.gradients.forEach((g, i) => {
      plain.gradients[i] = g / 4;
    });
    createOptimiserKernels(scaled).adam(
      { offset: 0, length: 8 },
      { first: "m", second: "v" },
      { ...settings, scale: 0.25 },
    );
    createOptimiserKernels(plain).adam({ offset: 0, length: 8 }, { first: "m", second: "v" }, settings);
    expect(scaled.slots).toEqual(plain.slots);
    expect(scaled.values).toEqual(plain.values);
  });

  it("at rate 0 gather moments and leave the weights alone", () => {
    const arena = arenaOf([7]);
    arena.values.fill(2, 0, 7);
    fill(arena, 1);
    createOptimiserKernels(arena).adam({ offset: 0, length: 8 }, { first: "m", second: "v" }, { ...settings, rate: 0 });
    expect([...arena.values.slice(0, 8)]).toEqual([2, 2, 2, 2, 2, 2, 2, 0]);
    expect(arena.slots.m?.[2]).toBeCloseTo(0.1 * (arena.gradients[2] as number), 6);
    expect(arena.slots.v?.[2]).toBeCloseTo(0.001 * (arena.gradients[2] as number) ** 2, 8);
  });

  it("add an L2 penalty to the scaled gradient", () => {
    const [penalised, plain] = [arenaOf([5]), arenaOf([5])];
    for (const arena of [penalised, plain]) {
      arena.values.fill(3, 0, 5);
      fill(arena, 1);
    }
    plain.gradients.forEach((g, i) => {
      plain.gradients[i] = g / 4 + 0.5 * (plain.values[i] as number);
    });
    const [range, slots] = [
      { offset: 0, length: 8 },
      { first: "m", second: "v" },
    ];
    createOptimiserKernels(penalised).adam(range, slots, { ...settings, scale: 0.25, weightDecay: 0.5 });
    createOptimiserKernels(plain).adam(range, slots, settings);
    expect(penalised.values).toEqual(plain.values);
    expect(penalised.slots).toEqual(plain.slots);
  });

  it("average the new weights, in the step or on their own", () => {
    const [fused, apart] = [arenaOf([6]), arenaOf([6])];
    const range = { offset: 0, length: 8 };
    for (const arena of [fused, apart]) {
      fill(arena, 2);
      arena.slots.average?.fill(1);
    }
    const slots = { first: "m", second: "v", average: "average" };
    createOptimiserKernels(fused).adam(range, slots, { ...settings, averageDecay: 0.75 });
    const kernels = createOptimiserKernels(apart);
    kernels.adam(range, slots, settings);
    expect([...(apart.slots.average ?? [])]).toEqual(Array(16).fill(1));
    kernels.average(range, "average", 0.75);
    expect(fused.slots.average).toEqual(apart.slots.average);
    expect(apart.slots.average?.[0]).toBeCloseTo(0.75 + 0.25 * (apart.values[0] as number), 6);
  });

  it("touch their range only", () => {
    const arena = arenaOf([12]);
    arena.gradients.fill(1);
    createOptimiserKernels(arena).sgd({ offset: 4, length: 4 }, {}, { rate: 1 });
    expect([...arena.values.slice(0, 12)]).toEqual([0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0]);
  });

  it("sum squares in float64 and notice NaN and infinities in the same pass", () => {
    const arena = arenaOf([1001, 3]);
    const kernels = createOptimiserKernels(arena);
    const ranges = [
      { offset: 0, length: 1008 },
      { offset: 1008, length: 16 },
    ];
    arena.gradients.forEach((_, i) => {
      arena.gradients[i] = Math.sin(i) * 1e3;
    });
    const exact = Math.sqrt(arena.gradients.reduce((sum, g) => sum + g * g, 0));
    expect(kernels.globalNorm(ranges).norm / exact).toBeCloseTo(1, 14);
    arena.gradients[7] = 3e38; // its square is beyond float32
    expect(kernels.globalNorm(ranges)).toMatchObject({ finite: true });
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const at of [0, 1, 2, 3, 1010]) {
        arena.gradients.fill(1);
        arena.gradients[at] = bad;
        expect(kernels.globalNorm(ranges).finite).toBe(false);
      }
    }
    expect(kernels.globalNorm([])).toEqual({ norm: 0, finite: true });
  });

  it("refuse ranges off the grid and slots that are not there", () => {
    const kernels = createOptimiserKernels(arenaOf([8], []));
    expect(() => kernels.globalNorm([{ offset: 2, length: 4 }])).toThrow(EngineError);
    expect(() => kernels.globalNorm([{ offset: 4, length: 16 }])).toThrow(EngineError);
    expect(() => kernels.sgd({ offset: 0, length: 8 }, {}, { rate: 1, momentum: 0.9 })).toThrow(/slot/);
    expect(() => kernels.average({ offset: 0, length: 8 }, "ema", 0.9)).toThrow(/"ema"/);
  });

  it("are what their source compiles to", () => {
    const root = new URL("../../../..", import.meta.url);
    const [source, target] = ["assembly/optimisers.ts", "src/optimisers/generated/optimisers.ts"];
    const args = ["tooling/assembly.mjs", `packages/engine/${source}`, `packages/engine/${target}`, "--check"];
    expect(() => execFileSync("node", args, { cwd: root, stdio: "pipe" })).not.toThrow();
  });
});

it("keeps no denormal numbers of gradients that have stopped", () => {
  const arena = arenaOf([16], ["m", "v", "momentum"]);
  const kernels = createOptimiserKernels(arena);
  const range = arena.groups.encoder ?? { offset: 0, length: 0 };
  const signs = Float32Array.from({ length: 16 }, (_, i) => (-1) ** i * 10 ** (-2 * i));
  const shared = { rate: 0.01, weightDecay: 0 };
  for (let step = 1; step <= 1500; step++) {
    if (step === 1) arena.gradients.set(signs);
    else arena.gradients.fill(0);
    kernels.adam(range, { first: "m", second: "v" }, { ...shared, beta1: 0.9, beta2: 0.9, epsilon: 1e-8, step });
    kernels.sgd(range, { momentum: "momentum" }, { ...shared, momentum: 0.9, nesterov: false });
  }
  const left = ["m", "v", "momentum"].flatMap((name) => [...(arena.slots[name] ?? [])]);
  expect(left).toHaveLength(48);
  for (const value of left) expect(value === 0 || Math.abs(value) > 2 ** -126).toBe(true);
  expect(Math.max(...left.map(Math.abs))).toBeLessThan(1e-35);
});
