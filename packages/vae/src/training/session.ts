import type { Clock, Engine, Named, Split } from "@elbo/spec";
import { tensorsOfArena } from "../checkpoints/arena-tensors.ts";
import type { CheckpointName } from "../checkpoints/checkpoint-store.ts";
import { lawful } from "../model/lawful.ts";
import type { LogFile } from "../runs/log-file.ts";
import type { RunFolder } from "../runs/run-folder.ts";
import type { OnCompile } from "../session/compile-told.ts";
import type { ArenaTools } from "./arena-tools.ts";
import { checkParameters, divergence, type Moment } from "./check-finite.ts";
import { knobsAt, type Ready } from "./compile-programs.ts";
import { evaluateSplit } from "./evaluate-split.ts";
import type { StagePlan } from "./plan-stages.ts";
import type { OnProgress } from "./progress.ts";
import type { StepTools } from "./take-step.ts";
import type { TrainerState } from "./trainer-state.ts";
import type { TrainingConfig } from "./training-config.ts";
import { swapAverage } from "./weight-average.ts";

/** Everything of one training under way. */
export interface Session extends StepTools {
  readonly engine: Engine;
  readonly training: TrainingConfig;
  readonly tools: ArenaTools;
  readonly run: Pick<RunFolder, "checkpoints" | "path">;
  readonly log: LogFile;
  readonly state: TrainerState;
  readonly stages: readonly StagePlan[];
  readonly stepsPerEpoch: number;
  readonly examples: Named<Float32Array>;
  readonly validation?: { readonly ready: Ready; readonly split: Split; readonly batch: number };
  /** May the best validation choose the weights? Not when it is the test split that is watched. */
  readonly selects: boolean;
  readonly signal?: AbortSignal;
  readonly report: OnProgress;
  /** Told of each compilation: log and progress say so. */
  readonly compiled: OnCompile;
  readonly breathe: () => Promise<void>;
  /** Seconds of training so far, earlier processes included. */
  readonly seconds: () => number;
  /** Milliseconds of this process that were no training: compiling, validating, saving. */
  paused: number;
  /** Milliseconds on the clock of `performance.now` when the last checkpoint was saved (or training began). */
  savedAt: number;
  /** The last checkpoint's file. */
  saved?: string;
}

/** Clock of the next step of a stage. */
export const clockOf = ({ state, stepsPerEpoch }: Session, plan: StagePlan): Clock => ({
  step: state.step,
  stepsPerEpoch,
  steps: plan.steps,
});

/** Where a session stands, for errors. */
export const momentOf = ({ state, stepsPerEpoch, saved }: Session, { name }: StagePlan): Moment => ({
  stage: name,
  step: state.total,
  epoch: state.step / stepsPerEpoch,
  ...(saved === undefined ? {} : { saved }),
});

/** Saves the arena and the state under the given names. @throws EngineError rather than save NaN. */
export async function saveSession(session: Session, plan: StagePlan, names: readonly CheckpointName[]): Promise<void> {
  const { arena, assembled, log, run, state, report } = session;
  checkParameters(arena, momentOf(session, plan));
  state.logBytes = await log.sync();
  state.seconds = session.seconds();
  await run.checkpoints.save(names, { config: assembled.config, tensors: tensorsOfArena(arena), state });
  session.savedAt = performance.now();
  for (const name of names) {
    session.saved = run.checkpoints.file(name);
    report({ event: "checkpoint", file: session.saved, step: state.total });
  }
}

/** Looks at the validation split with the averaged weights, where there are any; true when -elbo is the best so far. */
export async function validate(session: Session, plan: StagePlan): Promise<boolean> {
  const { arena, assembled, log, report, seed, state, stepsPerEpoch, validation, breathe } = session;
  if (!validation) return false;
  const { ready, split, batch } = validation;
  const { fields } = assembled.dataset;
  const knobs = knobsAt(ready, assembled, clockOf(session, plan));
  swapAverage(arena);
  let figures: Named<number>;
  try {
    figures = await evaluateSplit(ready, { split, fields, batch, seed, knobs, breathe });
  } finally {
    swapAverage(arena);
  }
  const moment = momentOf(session, plan);
  for (const [name, figure] of Object.entries(figures)) {
    if (!Number.isFinite(figure)) throw divergence(`the validation figure "${name}"`, figure, moment);
  }
  const value = -(figures.elbo ?? Number.NEGATIVE_INFINITY);
  const epoch = state.step / stepsPerEpoch;
  const best = state.best === null || value < state.best.value;
  if (best) state.best = { value, step: state.total, epoch };
  state.sinceBest = best ? 0 : state.sinceBest + 1;
  state.figures = { ...figures };
  const line = {
    event: "validation" as const,
    stage: plan.name,
    step: state.step,
    epoch,
    figures,
    best,
    ...(lawful(assembled.parts.latents.facts) ? {} : { lawless: true as const }),
  };
  log.append({ ...line, seconds: session.seconds() });
  report(line);
  return best;
}
