import type { Arena, Clock, Named, Numbers } from "@elbo/spec";
import type { Assembled } from "../assembly/assembled.ts";
import type { Optimiser, Range } from "../optimisers/optimiser.ts";
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
 * One training step on one batch: each objective of the turn in order, its gradient, its update; then the average. Where
 * the objectives go together, all gradients come before the first update. Counts in `state`; returns the knobs' values.
 *
 * @throws EngineError when a number is no longer finite; the arena is then not to be saved.
 */
export async function takeStep(
  tools: StepTools,
  plan: StagePlan,
  ready: Named<Ready>,
  inputs: Named<Numbers>,
  state: TrainerState,
  moment: Moment & { readonly clock: Clock },
): Promise<Named<number>> {
  const { assembled, arena, kernels, decay, seed } = tools;
  const turn = plan.turns[state.step % plan.turns.length] as readonly string[];
  const severalObjectives = Object.keys(assembled.objectives).length > 1;
  const averageDecayNow = decay === undefined ? undefined : averageDecay(decay, state.averaged++);
  let knobs: Named<number> = {};
  const differentiate = async (name: string) => {
    const program = ready[name] as Ready;
    const values = knobsAt(program, assembled, moment.clock);
    // Step 0 is the noise of evaluation.
    const outputs = await program.compiled.run(inputs, { seed, step: state.total + 1 }, values);
    const terms = readTerms(outputs, name, moment);
    addTerms(state.sums, severalObjectives ? prefixed(terms, name) : terms);
    knobs = { ...knobs, ...values };
  };
  const move = (name: string, position: number) => {
    // The average follows a group's last move of the step.
    const later = turn.slice(position + 1).flatMap((other) => plan.moves[other] ?? []);
    moveGroups(tools, name, plan.moves[name] as readonly string[], state, moment, (group) =>
      later.includes(group) ? undefined : averageDecayNow,
    );
  };
  for (const [position, name] of turn.entries()) {
    await differentiate(name);
    if (!assembled.together) move(name, position);
  }
  if (assembled.together) turn.forEach(move);
  if (averageDecayNow !== undefined) {
    const moved = new Set(turn.flatMap((name) => plan.moves[name] ?? []));
    const still = Object.keys(arena.groups).filter((group) => !moved.has(group));
    kernels.average(rangesOf(arena, still), averageDecayNow);
  }
  state.step++;
  state.total++;
  return knobs;
}

/** Moves an objective's groups along its gradient. */
function moveGroups(
  { arena, kernels, optimiser, optimisers, clip }: StepTools,
  name: string,
  groups: readonly string[],
  state: TrainerState,
  moment: Moment & { readonly clock: Clock },
  averageDecayOf: (group: string) => number | undefined,
): void {
  const scale = clip === undefined ? 1 : clipFactor(kernels, rangesOf(arena, groups), clip, name, moment);
  const chosen = optimisers[name] ?? optimiser;
  const rate = chosen.rate(moment.clock);
  for (const group of groups) {
    const step = (state.updates[group] ?? 0) + 1;
    const ranges = rangesOf(arena, [group]);
    chosen.step(kernels, ranges, { rate, step, scale, averageDecay: averageDecayOf(group) });
    if (ranges.length > 0) state.updates[group] = step;
  }
}

const rangesOf = ({ groups }: Arena, names: readonly string[]): Range[] =>
  names.flatMap((name) => groups[name] ?? []).filter(({ length }) => length > 0);

/** What the gradients are multiplied by, so that their norm is at most `clip`. */
function clipFactor(
  kernels: TrainingKernels,
  ranges: readonly Range[],
  clip: number,
  objective: string,
  moment: Moment,
): number {
  const norm = kernels.globalNorm(ranges);
  if (!Number.isFinite(norm)) throw divergence(`the gradient's norm of objective "${objective}"`, norm, moment);
  return norm > clip ? clip / norm : 1;
}

const prefixed = (terms: Named<number>, objective: string): Named<number> =>
  Object.fromEntries(Object.entries(terms).map(([term, value]) => [`${objective}/${term}`, value]));
