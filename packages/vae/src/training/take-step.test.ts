import { describe, expect, it } from "vitest";
import type { OptimiserKernels, Range, Update } from "../optimisers/optimiser.ts";
import { compileStage } from "./compile-programs.ts";
import { fakeEngine, fakeModel } from "./fakes/fake-model.ts";
import { plainTools } from "./fakes/plain-tools.ts";
import { parseTraining } from "./fakes/start-training.ts";
import { planStages } from "./plan-stages.ts";
import { takeStep } from "./take-step.ts";
import { initialState } from "./trainer-state.ts";

const clock = { step: 0, stepsPerEpoch: 5, steps: 10 };
const moment = { stage: "train", step: 0, epoch: 0, clock };
const inputs = { x: Float32Array.of(1, 2, 3, 4), weight: Float32Array.of(1, 1) };

async function setUp(config: object = {}, model: Partial<ReturnType<typeof fakeModel>> = {}) {
  const assembled = { ...fakeModel({ adversary: true }), ...model };
  const arena = plainTools.createArena(assembled.tree, { slots: ["average"] });
  plainTools.initialiseArena(arena, { seed: 1n });
  const training = parseTraining({ steps: 10, ...config });
  const [plan] = planStages(training, assembled.objectives, Object.keys(assembled.tree), 5);
  if (!plan) throw new Error("no stage");
  const ready = await compileStage(plan, assembled, fakeEngine, arena, 2);
  const moves: (readonly [number, number, number])[] = [];
  const optimiser = {
    slots: [],
    rate: () => 0.5,
    step: (kernels: OptimiserKernels, ranges: readonly Range[], update: Update) => {
      for (const range of ranges) {
        moves.push([range.offset, update.rate, update.step]);
        kernels.sgd(range, { ...update, momentum: 0, nesterov: false, weightDecay: 0 });
      }
    },
  };
  const kernels = plainTools.createKernels(arena);
  const tools = { assembled, arena, kernels, optimiser, optimisers: {}, seed: 1n };
  return { arena, plan, ready, tools, moves, state: initialState() };
}

describe("takeStep", () => {
  it("moves each objective's groups once, by their own count, and counts steps", async () => {
    const { arena, plan, ready, tools, moves, state } = await setUp();
    const [mean, w] = [arena.values.slice(0, 2), arena.values[8] as number];
    const knobs = await takeStep(tools, plan, ready, inputs, state, moment);
    expect(moves).toEqual([
      [0, 0.5, 1],
      [4, 0.5, 1],
      [8, 0.5, 1],
    ]);
    expect([state.step, state.total, state.updates]).toEqual([1, 1, { encoder: 1, decoder: 1, loss: 1 }]);
    expect(Object.keys(state.sums)).toContain("adversary/gap");
    expect(knobs).toEqual({ "loss/beta": 0 });
    expect(arena.values[8]).toBeCloseTo(w - 0.5 * (w - 2), 6);
    const gradient = arena.gradients.slice(0, 2);
    expect([...arena.values.slice(0, 2)]).toEqual([...mean.map((value, j) => value - 0.5 * (gradient[j] as number))]);
  });

  it("clips the norm over all groups of an objective, and leaves small gradients alone", async () => {
    const free = await setUp();
    await takeStep(free.tools, free.plan, free.ready, inputs, free.state, moment);
    const norm = Math.hypot(...free.arena.gradients.slice(0, 8));
    for (const [clip, factor] of [
      [norm / 4, 1 / 4],
      [norm * 2, 1],
    ] as const) {
      const clipped = await setUp();
      const before = clipped.arena.values.slice(0, 8);
      await takeStep({ ...clipped.tools, clip }, clipped.plan, clipped.ready, inputs, clipped.state, moment);
      const moved = clipped.arena.values.slice(0, 8).map((value, i) => (before[i] as number) - value);
      expect(Math.hypot(...moved) / (0.5 * norm)).toBeCloseTo(factor, 5);
    }
  });

  it("moves before the next objective looks, or after all have looked where they go together", async () => {
    for (const together of [false, true]) {
      const seen: number[] = [];
      const spy = (name: string, _: unknown, __: unknown, arena: { values: Float32Array }) => {
        if (name === "adversary") seen.push(arena.values[0] as number);
      };
      const { objective } = fakeModel({ adversary: true, spy });
      const { arena, plan, ready, tools, moves, state } = await setUp(
        {},
        together ? { objective, together } : { objective },
      );
      const before = arena.values[0] as number;
      await takeStep(tools, plan, ready, inputs, state, moment);
      expect(seen).toEqual([together ? before : (arena.values[0] as number)]);
      expect(arena.values[0]).not.toBe(before);
      expect(moves.map(([offset]) => offset)).toEqual([0, 4, 8]);
    }
  });

  it("takes turns as the rounds say", async () => {
    const stages = [{ name: "a", steps: 9, rounds: [{ objective: "adversary", times: 2 }, { objective: "elbo" }] }];
    const { plan, ready, tools, state } = await setUp({ steps: undefined, stages });
    for (let i = 0; i < 5; i++) await takeStep(tools, plan, ready, inputs, state, moment);
    expect(state.updates).toEqual({ loss: 4, encoder: 1, decoder: 1 });
  });

  it("follows the weights with the average", async () => {
    const { arena, plan, ready, tools, state } = await setUp();
    for (let i = 0; i < 3; i++) await takeStep({ ...tools, decay: 0.5 }, plan, ready, inputs, state, moment);
    const last = arena.slots.average?.[0] as number;
    const before = arena.slots.average?.slice() as Float32Array;
    await takeStep({ ...tools, decay: 0.5 }, plan, ready, inputs, state, moment);
    const decay = 4 / 13;
    expect(state.averaged).toBe(4);
    expect(arena.slots.average?.[0]).toBeCloseTo(decay * last + (1 - decay) * (arena.values[0] as number), 6);
    expect(arena.slots.average).not.toEqual(before);
  });

  it("averages every group once a step, also one that rests and one that two objectives move", async () => {
    const stages = [{ name: "a", steps: 9, rounds: [{ objective: "adversary" }, { objective: "elbo" }] }];
    const { arena, plan, ready, tools, state } = await setUp({ steps: undefined, stages });
    const both = {
      ...plan,
      turns: [["adversary", "elbo"]],
      moves: { adversary: ["loss", "encoder"], elbo: plan.moves.elbo ?? [] },
    };
    for (const plans of [plan, both]) {
      const before = arena.slots.average?.slice() as Float32Array;
      const decay = (1 + state.averaged) / (10 + state.averaged);
      await takeStep({ ...tools, decay: 0.999 }, plans, ready, inputs, state, moment);
      for (const { offset, length } of Object.values(arena.groups)) {
        for (let i = offset; i < offset + length; i++) {
          const expected = decay * (before[i] as number) + (1 - decay) * (arena.values[i] as number);
          expect(arena.slots.average?.[i]).toBeCloseTo(expected, 6);
        }
      }
    }
  });
});
