import { instantiateWasm } from "@elbo/program";
import { EngineError } from "@elbo/spec";
import type { WasmArena } from "../arena/create-arena.ts";
import { wasm } from "./generated/optimisers.ts";
import type { WasmExports } from "./wasm-exports.ts";

/** A stretch of the trainable region, in floats: `arena.groups[name]`, or several groups that lie side by side. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Shared by all steps. */
export interface StepSettings {
  readonly rate: number;
  /** L2 penalty added to the gradient, default 0. */
  readonly weightDecay?: number;
  /** Factor on the gradient (clipping), default 1. */
  readonly scale?: number;
}

/** Kingma & Ba 2015, algorithm 1, as PyTorch computes it. */
export interface AdamSettings extends StepSettings {
  readonly beta1: number;
  readonly beta2: number;
  /** Positive: padding would turn into NaN at 0. */
  readonly epsilon: number;
  /** Steps taken by this optimiser, this one included: 1 at first. */
  readonly step: number;
  /** True: decay the weights themselves (AdamW; Loshchilov & Hutter 2019) instead of an L2 penalty. */
  readonly decoupled?: boolean;
  /** Decay of the average of weights; needs `slots.average`. */
  readonly averageDecay?: number | undefined;
}

/** Momentum as PyTorch defines it: m = momentum m + g, without a rate in m. */
export interface SgdSettings extends StepSettings {
  /** Default 0; otherwise it needs `slots.momentum`. */
  readonly momentum?: number;
  readonly nesterov?: boolean;
}

/** Tieleman & Hinton 2012, and centred as Graves 2013, eq. 38-41, as PyTorch computes them. */
export interface RmspropSettings extends StepSettings {
  /** Of the running means of the gradient and of its square. */
  readonly decay: number;
  /** Positive; added to the root. */
  readonly epsilon: number;
  /** Default 0; otherwise it needs `slots.momentum`. */
  readonly momentum?: number;
}

/** Kingma & Ba 2015, algorithm 2, as PyTorch computes it; the decay of weights is decoupled. */
export interface AdamaxSettings extends StepSettings {
  readonly beta1: number;
  readonly beta2: number;
  /** Positive; added to the gradient's size. */
  readonly epsilon: number;
  /** Steps taken by this optimiser, this one included: 1 at first. */
  readonly step: number;
}

/** Duchi et al. 2011, as PyTorch computes it. */
export interface AdagradSettings extends StepSettings {
  /** Positive; added to the root. */
  readonly epsilon: number;
}

/** Optimiser steps in place on one arena, each in one pass. Slots are named as when the arena was made. */
export interface OptimiserKernels {
  adam(
    range: Range,
    slots: { readonly first: string; readonly second: string; readonly average?: string },
    settings: AdamSettings,
  ): void;
  sgd(range: Range, slots: { readonly momentum?: string }, settings: SgdSettings): void;
  /** Centred where the slot `mean` is named. */
  rmsprop(
    range: Range,
    slots: { readonly square: string; readonly mean?: string; readonly momentum?: string },
    settings: RmspropSettings,
  ): void;
  adamax(range: Range, slots: { readonly first: string; readonly largest: string }, settings: AdamaxSettings): void;
  adagrad(range: Range, slots: { readonly sum: string }, settings: AdagradSettings): void;
  /** Euclidean norm of the gradients over `ranges`, summed in float64; `finite` is false when any is NaN or infinite. */
  globalNorm(ranges: readonly Range[]): { readonly norm: number; readonly finite: boolean };
  /** slot = slot + (1 - decay) (weights - slot). */
  average(range: Range, slot: string, decay: number): void;
}

/**
 * Compiles the kernels for an arena.
 *
 * @throws EngineError (from each kernel) for a range off the grid of 4 floats or outside the trainable region, and for
 * a slot that the arena does not have.
 */
export function createOptimiserKernels(arena: WasmArena): OptimiserKernels {
  const kernels = instantiateWasm<WasmExports>(wasm, arena.memory);
  const check = ({ offset, length }: Range) => {
    if (offset % 4 === 0 && length % 4 === 0 && offset >= 0 && length >= 0 && offset + length <= arena.trainable)
      return;
    throw new EngineError("a range must be multiples of 4 floats inside the trainable region", {
      where: "engine/optimisers",
      expected: `within [0, ${arena.trainable}]`,
      received: `offset ${offset}, length ${length}`,
    });
  };
  const slot = (name: string | undefined, { offset }: Range): number => {
    const array = arena.slots[name ?? ""];
    if (array !== undefined) return array.byteOffset + 4 * offset;
    throw new EngineError(`the arena has no slot "${name}"`, {
      where: "engine/optimisers",
      expected: Object.keys(arena.slots).join(", ") || "an arena made with slots",
      received: `${name}`,
      remedy: "Name the slot when the arena is made.",
    });
  };
  const values = ({ offset }: Range) => arena.values.byteOffset + 4 * offset;
  const gradients = ({ offset }: Range) => arena.gradients.byteOffset + 4 * offset;
  return {
    adam: (range, slots, settings) => {
      check(range);
      const { rate, beta1, beta2, epsilon, step, weightDecay = 0, scale = 1, decoupled = false } = settings;
      const [w, g, length] = [values(range), gradients(range), 4 * range.length];
      const penalty = weightDecay !== 0 && !decoupled;
      if (penalty) kernels.penalise(w, g, length, scale, weightDecay);
      const c = penalty ? 1 : scale;
      // The move rate m / corrected / (sqrt(v) root + epsilon), divided through by its numerator's factor.
      const factor = rate / (1 - beta1 ** step);
      const still = factor === 0;
      const shared = [
        ...[w, g, slot(slots.first, range), slot(slots.second, range), length],
        ...[decoupled ? 1 - rate * weightDecay : 1, beta1, (1 - beta1) * c, beta2, (1 - beta2) * c * c],
        ...[still ? 0 : 1 / Math.sqrt(1 - beta2 ** step) / factor, still ? Number.POSITIVE_INFINITY : epsilon / factor],
      ];
      if (settings.averageDecay === undefined) kernels.adam(...shared);
      else kernels.adamAverage(...shared, slot(slots.average, range), 1 - settings.averageDecay);
    },
    sgd: (range, slots, { rate, weightDecay = 0, scale = 1, momentum = 0, nesterov = false }) => {
      check(range);
      const [w, g, length] = [values(range), gradients(range), 4 * range.length];
      if (momentum === 0) kernels.sgd(w, g, length, scale, weightDecay, rate);
      else {
        const [ahead, along] = nesterov ? [1, momentum] : [0, 1];
        const m = slot(slots.momentum, range);
        kernels.sgdMomentum(w, g, m, length, scale, weightDecay, rate, momentum, ahead, along);
      }
    },
    rmsprop: (range, slots, { rate, decay, epsilon, momentum = 0, weightDecay = 0, scale = 1 }) => {
      check(range);
      const square = slot(slots.square, range);
      const mean = slots.mean === undefined ? square : slot(slots.mean, range);
      const held = momentum === 0 ? square : slot(slots.momentum, range);
      kernels.rmsprop(
        ...[values(range), gradients(range), square, mean, held, 4 * range.length, scale, weightDecay],
        ...[rate, decay, 1 - decay, epsilon, Number(slots.mean !== undefined), momentum],
      );
    },
    adamax: (range, slots, { rate, beta1, beta2, epsilon, step, weightDecay = 0, scale = 1 }) => {
      check(range);
      kernels.adamax(
        ...[values(range), gradients(range), slot(slots.first, range), slot(slots.largest, range), 4 * range.length],
        ...[scale, 1 - rate * weightDecay, rate / (1 - beta1 ** step), beta1, 1 - beta1, beta2, epsilon],
      );
    },
    adagrad: (range, slots, { rate, epsilon, weightDecay = 0, scale = 1 }) => {
      check(range);
      const [sum, length] = [slot(slots.sum, range), 4 * range.length];
      kernels.adagrad(values(range), gradients(range), sum, length, scale, weightDecay, rate, epsilon);
    },
    globalNorm: (ranges) => {
      let sum = 0;
      for (const range of ranges) {
        check(range);
        sum += kernels.sumOfSquares(gradients(range), 4 * range.length);
      }
      return { norm: Math.sqrt(sum), finite: Number.isFinite(sum) };
    },
    average: (range, name, decay) => {
      check(range);
      kernels.average(values(range), slot(name, range), 4 * range.length, 1 - decay);
    },
  };
}
