import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CreateOptions, createVae, type OnProgress } from "@elbo/vae";
import type { MatrixConfig } from "../matrix/matrix-config.ts";
import type { PlannedRun } from "../matrix/plan-runs.ts";
import type { CurvePoint, RunResult } from "../results/run-result.ts";
import { showRun } from "./show-run.ts";

/** How to run one cell. */
export interface CellOptions extends CreateOptions {
  /** The cell's own run folder is made or continued here. */
  readonly folder: string;
  readonly configHash: string;
  readonly evaluate: MatrixConfig["evaluate"];
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

/** Trains, evaluates and shows one cell; undefined when the signal stopped it (its run folder can be continued). */
export async function runCell(cell: PlannedRun, options: CellOptions): Promise<RunResult | undefined> {
  const vae = await createVae(cell.config, options);
  try {
    const trained = await vae.train({
      folder: join(options.folder, cell.id.replaceAll(/[^A-Za-z0-9._=-]+/g, "_")),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (trained.interrupted) return undefined;
    const { examples, importance, importanceExamples, samples } = options.evaluate;
    const evaluation = await vae.evaluate({
      importance,
      importanceLimit: importanceExamples,
      ...(examples ? { limit: examples } : {}),
      ...(options.onEvaluation ? { onProgress: options.onEvaluation } : {}),
    });
    const { batch } = vae.config.training;
    const trainExamples = vae.dataset.splits.train.length;
    const stepsPerEpoch = Math.floor(trainExamples / batch);
    const epochs = trained.steps / stepsPerEpoch;
    return {
      id: cell.id,
      variant: cell.variant,
      data: cell.data,
      seed: cell.seed,
      published: cell.published,
      configHash: options.configHash,
      engine: vae.engine.name,
      parameters: vae.parameters,
      epochs: Math.round(100 * epochs) / 100,
      trainExamples,
      presented: trained.steps * batch,
      secondsPerEpoch: trained.seconds / epochs,
      evaluation,
      ...(trained.best ? { chosenOn: vae.config.training.validate.on ?? "validation" } : {}),
      curve: await curveOf(trained.run.log, batch),
      ...(await showRun(vae, samples)),
    };
  } finally {
    await vae.close();
  }
}
