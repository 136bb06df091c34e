import type { Input, Named } from "@elbo/spec";
import { createBatchReader } from "./batch-reader.ts";
import { compileStage, type Ready } from "./compile-programs.ts";
import type { StagePlan } from "./plan-stages.ts";
import { createStopwatch } from "./progress.ts";
import { clockOf, momentOf, type Session, saveSession, validate } from "./session.ts";
import { takeStep } from "./take-step.ts";
import { meanTerms } from "./term-averages.ts";
import { startAverage } from "./weight-average.ts";

/** How a stage ended. */
export type StageEnd = "done" | "patience" | "interrupted";

const outOfPatience = ({ state }: Session, { patience }: StagePlan) =>
  patience !== undefined && state.sinceBest >= patience;

/** Trains one stage from wherever the session's state stands in it. */
export async function trainStage(session: Session, plan: StagePlan): Promise<StageEnd> {
  const { assembled, engine, arena, training, state, seed, report } = session;
  if (state.step === 0) beginStage(session, plan);
  report({ event: "stage", stage: plan.name, steps: plan.steps, step: state.step });
  if (state.step >= plan.steps || outOfPatience(session, plan))
    return outOfPatience(session, plan) ? "patience" : "done";
  const compiling = performance.now();
  const ready = await compileStage(plan, assembled, engine, arena, training.batch, session.compiled);
  session.paused += performance.now() - compiling;
  const { dataset } = assembled;
  const reader = createBatchReader({
    split: dataset.splits.train,
    fields: dataset.fields,
    inputs: allInputs(ready),
    batch: training.batch,
    seed,
    stage: plan.name,
    steps: plan.steps,
    stepsBefore: state.total - state.step,
  });
  try {
    return await loop(session, plan, ready, reader.read);
  } finally {
    await reader.settle();
    for (const { compiled } of Object.values(ready)) compiled.dispose();
  }
}

function beginStage({ arena, examples, log, seed, state, tools }: Session, { name, reset, steps }: StagePlan): void {
  if (reset.length > 0) {
    tools.initialiseArena(arena, { seed, examples, groups: reset });
    startAverage(arena, reset);
    for (const group of reset) state.updates[group] = 0;
    state.averaged = 0; // else the average would hold on to the new first values
  }
  Object.assign(state, { sums: {}, best: null, sinceBest: 0, figures: null });
  log.append({ event: "stage", stage: name, steps });
}

const allInputs = (ready: Named<Ready>): Named<Input> =>
  Object.assign({}, ...Object.values(ready).map(({ signature }) => signature.inputs));

async function loop(
  session: Session,
  plan: StagePlan,
  ready: Named<Ready>,
  read: (step: number) => Promise<Named<Float32Array | Int32Array | Uint8Array>>,
): Promise<StageEnd> {
  const { state, training, stepsPerEpoch, log, signal, report } = session;
  const stopwatch = createStopwatch();
  let reported = performance.now();
  while (state.step < plan.steps) {
    const inputs = await read(state.step);
    const moment = { ...momentOf(session, plan), clock: clockOf(session, plan) };
    const knobs = await takeStep(session, plan, ready, inputs, state, moment);
    stopwatch.count(training.batch);
    await session.breathe();

    const last = state.step === plan.steps;
    const epochEnds = state.step % stepsPerEpoch === 0;
    const epoch = state.step / stepsPerEpoch;
    const lineDue = state.step % training.log.every === 0 || epochEnds || last;
    if (lineDue || performance.now() - reported > 200) {
      reported = performance.now();
      const samplesPerSecond = stopwatch.lap();
      const line = { stage: plan.name, step: state.step, epoch, terms: meanTerms(state.sums), knobs, samplesPerSecond };
      report({ event: "step", ...line, steps: plan.steps, eta: secondsLeft(session, plan, samplesPerSecond) });
      if (lineDue) {
        log.append({ event: "step", ...line, seconds: session.seconds() });
        await log.flush();
        state.sums = {};
      }
    }

    const paused = performance.now();
    const lookNow = last || (epochEnds && epoch % training.validate.every === 0);
    const better = lookNow && (await validate(session, plan)) && session.selects;
    if (lookNow) await log.flush();
    const interrupted = signal?.aborted === true;
    const keep = interrupted || checkpointDue(session, epochEnds);
    if (better || keep)
      await saveSession(session, plan, [...(better ? ["best" as const] : []), ...(keep ? ["last" as const] : [])]);
    const pause = performance.now() - paused;
    stopwatch.skip(pause);
    session.paused += pause;

    if (interrupted || outOfPatience(session, plan)) {
      const reason = interrupted ? "interrupted" : "patience";
      report({ event: "stop", stage: plan.name, step: state.step, reason });
      return reason;
    }
  }
  return "done";
}

function checkpointDue({ state, training, stepsPerEpoch, savedAt }: Session, epochEnds: boolean): boolean {
  const { every } = training.checkpoint;
  if ("epochs" in every) return epochEnds && (state.step / stepsPerEpoch) % every.epochs === 0;
  if ("steps" in every) return state.step % every.steps === 0;
  return performance.now() - savedAt >= every.minutes * 60_000;
}

function secondsLeft({ stages, state, training }: Session, plan: StagePlan, samplesPerSecond: number): number {
  const later = stages.slice(state.stage + 1).reduce((sum, { steps }) => sum + steps, 0);
  const steps = plan.steps - state.step + later;
  return samplesPerSecond > 0 ? (steps * training.batch) / samplesPerSecond : Number.POSITIVE_INFINITY;
}
