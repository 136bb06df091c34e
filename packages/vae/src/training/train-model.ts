import { type Arena, CheckpointError, ConfigError, type Engine, type Named, type Split } from "@elbo/spec";
import type { Assembled } from "../assembly/assembled.ts";
import { restoreArena } from "../checkpoints/arena-tensors.ts";
import type { ExpectedConfig } from "../checkpoints/checkpoint-store.ts";
import { AVERAGE, loadWeights } from "../checkpoints/load-weights.ts";
import { openLog } from "../runs/log-file.ts";
import type { RunFolder } from "../runs/run-folder.ts";
import type { Compilation } from "../session/compile-told.ts";
import type { ArenaTools } from "./arena-tools.ts";
import { createBreath } from "./breathe.ts";
import { compileProgram } from "./compile-programs.ts";
import { countSteps } from "./count-steps.ts";
import type { Optimisers } from "./create-optimisers.ts";
import { validationBatch } from "./evaluate-split.ts";
import { gatherExamples } from "./gather-examples.ts";
import { planStages, type StagePlan } from "./plan-stages.ts";
import type { OnProgress } from "./progress.ts";
import { type Session, saveSession } from "./session.ts";
import { trainStage } from "./train-stage.ts";
import { initialState, parseState, type TrainerState } from "./trainer-state.ts";
import type { TrainingConfig } from "./training-config.ts";
import { startAverage } from "./weight-average.ts";

/** How to train. */
export interface TrainOptions extends Optimisers {
  readonly training: TrainingConfig;
  readonly seed: bigint;
  readonly run: RunFolder;
  readonly tools: ArenaTools;
  /** Parses the config of a checkpoint by today's schema. */
  readonly parseStored?: (stored: unknown) => unknown;
  /** Go on from the last checkpoint; from the start when there is none yet. */
  readonly resume?: boolean;
  /** Aborting it finishes the step at hand, saves, and returns. */
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** What a training came to. */
export interface Trained {
  /** True when the signal stopped it: `resume` goes on. */
  readonly interrupted: boolean;
  /** Finished: the weights to use (best validation, else last; averaged if an average is kept). Interrupted: as they stand. */
  readonly arena: Arena;
  /** Steps taken in all stages, earlier processes included. */
  readonly steps: number;
  /** Seconds of training steps: compiling, validating and saving not counted. */
  readonly seconds: number;
  /** Best validation of the last stage: -elbo in nats. */
  readonly best: TrainerState["best"];
  /** Figures of the latest validation, nats. */
  readonly figures: Named<number> | null;
}

/**
 * Trains an assembled model, stage by stage. Same seed, engine and thread count: same bits, however often it was stopped.
 *
 * @throws ConfigError when config and data do not fit; EngineError when numbers diverge (the last good checkpoint stays);
 *   CheckpointError when a checkpoint is damaged, belongs to another config, or cannot be written.
 */
export async function trainModel(assembled: Assembled, engine: Engine, options: TrainOptions): Promise<Trained> {
  const { training, seed, run, tools, optimiser, optimisers } = options;
  const { dataset } = assembled;
  const stepsPerEpoch = countSteps(dataset.splits.train, training.batch);
  const stages = planStages(training, assembled.objectives, Object.keys(assembled.tree), stepsPerEpoch);
  const split = validationSplit(assembled, training);

  const slots = [optimiser, ...Object.values(optimisers)].flatMap((each) => each.slots);
  const arena = tools.createArena(assembled.tree, { slots: [...slots, ...(training.average ? [AVERAGE] : [])] });
  const expected = { config: assembled.config, ...(options.parseStored ? { parse: options.parseStored } : {}) };
  const { state, saved } = await startingPoint(options, expected, arena);
  const examples = await gatherExamples(assembled.tree, dataset.splits.train, dataset.fields, seed);
  if (!saved) {
    tools.initialiseArena(arena, { seed, examples });
    startAverage(arena);
  }

  const early: Compilation[] = [];
  const validation = split && {
    split,
    batch: validationBatch(training.batch, split),
    ready: await compileProgram(
      assembled.evaluation(validationBatch(training.batch, split)),
      assembled,
      engine,
      arena,
      { name: "evaluation", tell: (compilation) => early.push(compilation) },
    ),
  };
  const selects = training.validate.on !== "test" || patient(training);
  const log = await openLog(run.log, { keep: state.logBytes });
  const report = options.onProgress ?? (() => {});
  const compiled = (compilation: Compilation) => {
    log.append({ event: "compile", ...compilation });
    report({ event: "compile", ...compilation });
  };
  early.forEach(compiled);
  const [began, before] = [performance.now(), state.seconds];
  const session: Session = {
    ...{ assembled, arena, engine, kernels: tools.createKernels(arena), optimiser, optimisers, seed },
    ...{ training, tools, run, log, state, stages, stepsPerEpoch, examples, selects },
    ...(training.clip === undefined ? {} : { clip: training.clip }),
    ...(training.average === undefined ? {} : { decay: training.average.decay }),
    ...(validation === undefined ? {} : { validation }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(saved === undefined ? {} : { saved }),
    report,
    compiled,
    breathe: createBreath(),
    seconds: () => before + (performance.now() - began - session.paused) / 1000,
    paused: 0,
    savedAt: began,
  };
  try {
    const interrupted = !(await trainStages(session));
    if (!interrupted) await loadWeights(run.checkpoints, state.best && selects ? "best" : "last", arena, expected);
    return {
      interrupted,
      arena,
      steps: state.total,
      seconds: session.seconds(),
      best: state.best,
      figures: state.figures,
    };
  } finally {
    validation?.ready.compiled.dispose();
    await log.close();
  }
}

/** True when all stages are over. */
async function trainStages(session: Session): Promise<boolean> {
  const { state, stages, log } = session;
  while (!state.finished) {
    const plan = stages[state.stage] as StagePlan;
    const end = await trainStage(session, plan);
    if (end === "interrupted") return false;
    log.append({ event: "end", stage: plan.name, step: state.step, reason: end, best: state.best });
    if (state.stage + 1 < stages.length) Object.assign(state, { stage: state.stage + 1, step: 0 });
    else {
      state.finished = true;
      await saveSession(session, plan, ["last"]);
    }
  }
  return true;
}

async function startingPoint(
  { run, resume = false }: TrainOptions,
  expected: ExpectedConfig,
  arena: Arena,
): Promise<{ readonly state: TrainerState; readonly saved?: string }> {
  const file = run.checkpoints.file("last");
  const checkpoint = await run.checkpoints.load("last", expected);
  if (!checkpoint) return { state: initialState() };
  if (!resume) {
    throw new CheckpointError("this run folder holds a training already", {
      where: file,
      remedy: "Continue it with --resume, or start a new run.",
    });
  }
  restoreArena(arena, checkpoint.tensors, { file });
  return { state: parseState(checkpoint.state, file), saved: file };
}

const patient = ({ patience, stages }: TrainingConfig): boolean =>
  patience !== undefined || (stages?.some((stage) => stage.patience !== undefined) ?? false);

function validationSplit({ dataset }: Assembled, training: TrainingConfig): Split | undefined {
  const { on } = training.validate;
  const split = dataset.splits[on ?? "validation"];
  if (!split && on !== undefined) {
    throw new ConfigError(`the data set has no ${on} split`, {
      where: "config training.validate.on",
      expected: Object.keys(dataset.splits).join(", "),
      received: on,
    });
  }
  if (!split && patient(training)) {
    throw new ConfigError("patience needs a validation split, which this data set lacks", {
      where: "config training.patience",
      remedy: 'Leave `patience` out, or set training.validate.on to "test".',
    });
  }
  return split;
}
