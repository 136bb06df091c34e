import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { join } from "node:path";
import type { CreateOptions, OnProgress, UserParts } from "@elbo/vae";
import { parseCell, parseMatrix } from "../matrix/parse-matrix.ts";
import { type PlannedRun, planRuns } from "../matrix/plan-runs.ts";
import { htmlReport } from "../report/report.ts";
import type { Results, RunResult } from "../results/run-result.ts";
import { makeFolder, openResults, writeWhole } from "./result-store.ts";
import { runCell } from "./run-cell.ts";

/** What a benchmark says while it works. */
export interface BenchProgress {
  /** A cell starts, or was found finished. */
  onCell?(cell: PlannedRun, state: { readonly index: number; readonly total: number; readonly known: boolean }): void;
  readonly onTraining?: OnProgress;
  onEvaluation?(cell: PlannedRun, done: number, total: number): void;
  onResult?(result: RunResult): void;
}

/** How to run a matrix. */
export interface MatrixOptions extends CreateOptions {
  /** Results go to `<root>/<matrix name>/`. */
  readonly root: string;
  /** The command that made it, for the report. */
  readonly command: string;
  readonly progress?: BenchProgress;
  readonly signal?: AbortSignal;
}

/** A benchmark's outcome: finished, with its files, or interrupted, to be continued by the same call. */
export type MatrixOutcome =
  | { readonly interrupted: true; readonly finished: number; readonly total: number }
  | { readonly interrupted: false; readonly results: Results; readonly report: string; readonly json: string };

/** What a training depends on: its config, and the files of a user's parts that it names. */
const trainingHash = (config: unknown, own: readonly UserParts[]): string => {
  const text = JSON.stringify(config);
  const files = own.filter(({ definitions }) => definitions.some(({ kind }) => text.includes(`"kind":"${kind}"`)));
  return files.reduce((hash, file) => hash.update(file.hash), createHash("sha256").update(text)).digest("hex");
};

/** What a cell's result depends on: the training, and how it is measured. */
const resultHash = (training: string, evaluate: unknown): string =>
  createHash("sha256").update(training).update(JSON.stringify(evaluate)).digest("hex");

/**
 * Runs every cell of a matrix that is not finished yet, then writes results.json and report.html.
 * All configs are checked before the first one runs.
 *
 * @throws ConfigError when the matrix or one of its configs cannot be.
 */
export async function runMatrix(value: unknown, options: MatrixOptions): Promise<MatrixOutcome> {
  const matrix = parseMatrix(value);
  const cells = planRuns(matrix).map((cell) => {
    const config = parseCell(cell, options.registry);
    const training = trainingHash(config, options.own ?? []);
    return { ...cell, training, hash: resultHash(training, matrix.evaluate) };
  });
  const folder = join(options.root, matrix.name);
  await makeFolder(folder);
  const store = openResults(join(folder, "results"));
  const { progress = {}, signal } = options;
  const runs: RunResult[] = [];
  for (const [index, cell] of cells.entries()) {
    const known = await store.read(cell.id, cell.hash);
    progress.onCell?.(cell, { index, total: cells.length, known: known !== undefined });
    const result =
      known ??
      (signal?.aborted
        ? undefined
        : await runCell(cell, {
            registry: options.registry,
            ...(options.own ? { own: options.own } : {}),
            ...(options.announce ? { announce: options.announce } : {}),
            ...(signal ? { signal } : {}),
            ...(progress.onTraining ? { onProgress: progress.onTraining } : {}),
            onEvaluation: (done, total) => progress.onEvaluation?.(cell, done, total),
            folder: join(folder, "runs", cell.training.slice(0, 8)),
            configHash: cell.hash,
            evaluate: matrix.evaluate,
          }));
    if (!result) return { interrupted: true, finished: runs.length, total: cells.length };
    if (!known) await store.write(result);
    progress.onResult?.(result);
    runs.push(result);
  }
  const [cpu] = cpus();
  const results: Results = {
    name: matrix.name,
    title: matrix.title ?? matrix.name,
    command: options.command,
    machine: { node: process.versions.node, cpu: cpu?.model ?? "unknown", cores: cpus().length },
    runs,
  };
  const [json, report] = [join(folder, "results.json"), join(folder, "report.html")];
  await writeWhole(json, JSON.stringify(results, null, 2));
  await writeWhole(report, await htmlReport(results));
  return { interrupted: false, results, report, json };
}
