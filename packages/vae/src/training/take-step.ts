import type { Arena, Clock, Named, Numbers } from "@elbo/spec";
import type { Assembled } from "../assembly/assembled.ts";
import { AVERAGE } from "../checkpoints/load-weights.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import type { TrainingKernels } from "./arena-tools.ts";
import { divergence, type Moment, readTerms } from "./check-finite.ts";
import { knobsAt, type Ready } from "./compile-programs.ts";
import type { StagePlan } from "./plan-stages.ts";
import { addTerms } from "./term-averages.ts";
import type { TrainerState } from "./trainer-state.ts";
import { averageDecay } from "./weight-average.ts";

/** What a step works with. */
export interface StepTools {
  readonly assembled: Assembled;
  readonly arena: Arena;
  readonly kernels: TrainingKernels;
  readonly optimiser: Optimiser;
  /** By objective, where it differs. */
  readonly optimisers: Named<Optimiser>;
  readonly clip?: number;
  readonly decay?: number;
  readonly seed: bigint;
}

/**
 * One training step on one batch: each objective of the turn in order, its gradient, its update; then the average.
 * Counts in `state`; returns the knobs' values.
 *
 * @throws EngineError when a number is no longer finite; the arena is then not to be saved.
 */
export async function takeStep(
  { assembled, arena, kernels, optimiser, optimisers, clip, decay, seed }: StepTools,
  plan: StagePlan,
  ready: Named<Ready>,
  inputs: Named<Numbers>,
  state: TrainerState,
  moment: Moment & { readonly clock: Clock },
): Promise<Named<number>> {
  const { clock } = moment;
  const turn = plan.turns[state.step % plan.turns.length] as readonly string[];
  const severalObjectives = Object.keys(assembled.objectives).length > 1;
  let knobs: Named<number> = {};
  for (const name of turn) {
    const program = ready[name] as Ready;
    const values = knobsAt(program, assembled, clock);
    // Step 0 is the noise of evaluation.
    const outputs = await program.compiled.run(inputs, { seed, step: state.total + 1 }, values);
    const terms = readTerms(outputs, name, moment);
    const groups = plan.moves[name] as readonly string[];
    const ranges = groups.map((group) => arena.groups[group]).filter((range) => range !== undefined);
    if (clip !== undefined) clipGradients(kernels, ranges, clip, name, moment);
    const chosen = optimisers[name] ?? optimiser;
    for (const group of groups) {
      const range = arena.groups[group];
      if (!range || range.length === 0) continue;
      const updates = (state.updates[group] ?? 0) + 1;
      chosen.step(kernels, [range], chosen.rate(clock), updates);
      state.updates[group] = updates;
    }
    addTerms(state.sums, severalObjectives ? prefixed(terms, name) : terms);
    knobs = { ...knobs, ...values };
  }
  if (decay !== undefined) kernels.average(AVERAGE, averageDecay(decay, state.averaged++));
  state.step++;
  state.total++;
  return knobs;
}

function clipGradients(
  kernels: TrainingKernels,
  ranges: readonly { readonly offset: number; readonly length: number }[],
  clip: number,
  objective: string,
  moment: Moment,
): void {
  const norm = kernels.globalNorm(ranges);
  if (!Number.isFinite(norm)) throw divergence(`the gradient's norm of objective "${objective}"`, norm, moment);
  if (norm > clip) kernels.scale(ranges, clip / norm);
}

const prefixed = (terms: Named<number>, objective: string): Named<number> =>
  Object.fromEntries(Object.entries(terms).map(([term, value]) => [`${objective}/${term}`, value]));
