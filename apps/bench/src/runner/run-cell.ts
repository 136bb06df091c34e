import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Named } from "@elbo/spec";
import type { OnProgress, SamplerConfig, TrainedVae, Vae } from "@elbo/vae";
import type { MatrixConfig } from "../matrix/matrix-config.ts";
import type { PlannedRun } from "../matrix/plan-runs.ts";
import type { CurvePoint, RunResult } from "../results/run-result.ts";
import { showRun } from "./show-run.ts";

/** How to run one cell. */
export interface CellOptions {
  /** Opens the cell's model. */
  readonly open: (config: PlannedRun["config"]) => Promise<Vae>;
  /** The cell's own run folder is made or continued here. */
  readonly folder: string;
  readonly configHash: string;
  readonly evaluate: MatrixConfig["evaluate"];
  /** Trainings that run at once, this one counted. */
  readonly jobs: number;
  readonly onProgress?: OnProgress;
  readonly onEvaluation?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

interface LogLine {
  readonly event: string;
  readonly step: number;
  readonly epoch: number;
  readonly figures: { readonly elbo: number };
}

/** The learning curve that a run's log holds. */
async function curveOf(log: string, batch: number): Promise<CurvePoint[]> {
  const lines = (await readFile(log, "utf8")).trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ event }) => event === "validation")
    .map(({ step, epoch, figures }) => ({ epoch, examples: step * batch, negativeElbo: -figures.elbo }));
}

/** What work comes to, or undefined as soon as the signal is raised: nobody waits for the rest of it then. */
async function unlessStopped<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T | undefined> {
  if (!signal) return work;
  const stop = new AbortController();
  const stopped = once(signal, "abort", { signal: stop.signal }).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([work, ...(signal.aborted ? [undefined] : [stopped])]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    stop.abort();
    work.catch(() => {});
  }
}

/**
 * Trains, evaluates and shows one cell; undefined when the signal stopped it: its run folder can be continued, and what
 * was measured is measured again.
 */
export async function runCell(cell: PlannedRun, options: CellOptions): Promise<RunResult | undefined> {
  const { folder, onProgress, signal } = options;
  const vae = await options.open(cell.config);
  try {
    const trained = await vae.train({
      folder: join(folder, cell.id.replaceAll(/[^A-Za-z0-9._=-]+/g, "_")),
      ...(onProgress ? { onProgress } : {}),
      ...(signal ? { signal } : {}),
    });
    if (trained.interrupted) return undefined;
    return await unlessStopped(signal, measure(vae, trained, cell, options));
  } finally {
    await vae.close();
  }
}

/** Measures of what each named sampler draws, as "samples by NAME". */
async function measureSamplers(vae: Vae, { evaluate, signal }: CellOptions): Promise<Named<Named<number>>> {
  const found: Record<string, Named<number>> = {};
  for (const [name, sampler] of Object.entries(evaluate.samplers ?? {})) {
    const { metrics } = await vae.evaluate({
      metrics: ["samples"],
      sampler: sampler as SamplerConfig,
      ...(evaluate.metricExamples ? { limit: evaluate.metricExamples } : {}),
      ...(signal ? { signal } : {}),
    });
    // What no sampler changes is not told again for each.
    const { examples: _, frechetReconstructions: __, ...drawn } = metrics?.samples ?? {};
    found[`samples by ${name}`] = drawn;
  }
  return found;
}

async function measure(vae: Vae, trained: TrainedVae, cell: PlannedRun, options: CellOptions): Promise<RunResult> {
  const { examples, importance, importanceExamples, metrics: names, metricExamples, samples } = options.evaluate;
  const evaluation = await vae.evaluate({
    importance,
    importanceLimit: importanceExamples,
    ...(examples ? { limit: examples } : {}),
    ...(names ? { metrics: names, whereAllowed: true } : {}),
    ...(metricExamples ? { metricsLimit: metricExamples } : {}),
    ...(options.onEvaluation ? { onProgress: options.onEvaluation } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const metrics = { ...evaluation.metrics, ...(await measureSamplers(vae, options)) };
  const { batch } = vae.config.training;
  const trainExamples = vae.dataset.splits.train.length;
  const epochs = trained.steps / Math.floor(trainExamples / batch);
  const { name: engine, threads } = vae.engine;
  return {
    id: cell.id,
    variant: cell.variant,
    data: cell.data,
    seed: cell.seed,
    published: cell.published,
    configHash: options.configHash,
    engine,
    ...(threads === undefined ? {} : { threads }),
    jobs: options.jobs,
    parameters: vae.parameters,
    epochs: Math.round(100 * epochs) / 100,
    trainExamples,
    presented: trained.steps * batch,
    secondsPerEpoch: trained.seconds / epochs,
    evaluation: { ...evaluation, ...(Object.keys(metrics).length ? { metrics } : {}) },
    ...(trained.best ? { chosenOn: vae.config.training.validate.on ?? "validation" } : {}),
    curve: await curveOf(trained.run.log, batch),
    ...(await showRun(vae, samples)),
  };
}
