import type { Arena, Engine } from "@elbo/spec";
import type { Assembled } from "../assembly/assembled.ts";
import { createBatchReader } from "../training/batch-reader.ts";
import { compileStage, knobsAt } from "../training/compile-programs.ts";
import { countSteps } from "../training/count-steps.ts";
import { planStages } from "../training/plan-stages.ts";
import type { TrainingConfig } from "../training/training-config.ts";

/** What a training would take. */
export interface Rehearsal {
  /** Optimiser steps of all stages. */
  readonly steps: number;
  /** Median of a few gradients of the first stage; the optimiser's own time is not in it. */
  readonly secondsPerStep: number;
}

const TIMED = 5;

/**
 * Computes a few gradients of the first stage, moves nothing, and tells how long a training would take.
 *
 * @throws ConfigError when the training itself would be refused: fewer examples than a batch, unknown groups.
 */
export async function rehearse(
  assembled: Assembled,
  engine: Engine,
  arena: Arena,
  training: TrainingConfig,
): Promise<Rehearsal> {
  const { train } = assembled.dataset.splits;
  const stepsPerEpoch = countSteps(train, training.batch);
  const stages = planStages(training, assembled.objectives, Object.keys(assembled.tree), stepsPerEpoch);
  const state = arena.values.slice(arena.trainable);
  const [plan] = stages;
  if (!plan) return { steps: 0, secondsPerStep: 0 };
  const ready = await compileStage(plan, assembled, engine, arena, training.batch);
  const programs = (plan.turns[0] ?? []).map((name) => ready[name]).filter((program) => program !== undefined);
  const [first] = programs;
  const times: number[] = [];
  try {
    if (!first) return { steps: 0, secondsPerStep: 0 };
    const reader = createBatchReader({
      split: train,
      fields: assembled.dataset.fields,
      inputs: first.signature.inputs,
      batch: training.batch,
      seed: 0n,
      stage: "rehearsal",
      steps: TIMED + 1,
      stepsBefore: 0,
    });
    for (let step = 0; step <= TIMED; step++) {
      const began = performance.now();
      const inputs = await reader.read(step);
      for (const program of programs) {
        const knobs = knobsAt(program, assembled, { step, stepsPerEpoch, steps: plan.steps });
        await program.compiled.run(inputs, { seed: 0n, step }, knobs);
      }
      if (step > 0) times.push((performance.now() - began) / 1000);
    }
    await reader.settle();
  } finally {
    arena.values.set(state, arena.trainable);
    for (const program of Object.values(ready)) program.compiled.dispose();
  }
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  return { steps, secondsPerStep: times.sort((a, b) => a - b)[TIMED >> 1] as number };
}
