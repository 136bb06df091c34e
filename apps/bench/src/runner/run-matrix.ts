import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { join } from "node:path";
import { type CreateOptions, createVae, createVaeInWorker, type Progress, type Vae } from "@elbo/vae";
import { checkCells } from "../matrix/check-cells.ts";
import { parseCell, parseMatrix } from "../matrix/parse-matrix.ts";
import { type PlannedRun, planRuns } from "../matrix/plan-runs.ts";
import { htmlReport } from "../report/report.ts";
import type { Results, RunResult } from "../results/run-result.ts";
import { inTurn } from "./in-turn.ts";
import { makeFolder, openResults, writeWhole } from "./result-store.ts";
import { runCell } from "./run-cell.ts";

/** Which cell of how many. */
export interface Place {
  readonly index: number;
  readonly total: number;
}

/** What a benchmark says while it works; cells that run at once take turns. */
export interface BenchProgress {
  /** A cell starts, or was found finished. */
  onCell?(cell: PlannedRun, state: Place & { readonly known: boolean }): void;
  onTraining?(progress: Progress, place: Place): void;
  onEvaluation?(done: number, total: number, place: Place): void;
  /** A cell is over: finished, or stopped. */
  onEnd?(place: Place): void;
}

/** How cells share a machine. */
export interface Sharing {
  /** Trainings at once, each in a thread of its own. */
  readonly jobs: number;
  /** Threads inside one operation of each: the same whatever the load, since a result's bits may depend on it. */
  readonly threads: number;
}

/** How to run a matrix. */
export interface MatrixOptions extends CreateOptions {
  /** Results go to `<root>/<matrix name>/`. */
  readonly root: string;
  /** The command that made it, for the report. */
  readonly command: string;
  /** Absent: one cell after the other, in this thread. With it, parts of one's own must come from the files in `own`. */
  readonly sharing?: Sharing;
  readonly progress?: BenchProgress;
  readonly signal?: AbortSignal;
}

/** A benchmark's outcome: finished, with its files, or interrupted, to be continued by the same call. */
export type MatrixOutcome =
  | { readonly interrupted: true; readonly finished: number; readonly total: number }
  | { readonly interrupted: false; readonly results: Results; readonly report: string; readonly json: string };

/** What a training depends on: its config, its threads, and the files of a user's parts that it names. */
const trainingHash = (config: unknown, { own = [], sharing }: MatrixOptions): string => {
  const text = JSON.stringify(config);
  const files = own.filter(({ definitions }) => definitions.some(({ kind }) => text.includes(`"kind":"${kind}"`)));
  const hash = createHash("sha256").update(text);
  if (sharing) hash.update(`threads ${sharing.threads}`);
  return files.reduce((sum, file) => sum.update(file.hash), hash).digest("hex");
};

/** What a cell's result depends on: the training, and how it is measured. */
const resultHash = (training: string, evaluate: unknown): string =>
  createHash("sha256").update(training).update(JSON.stringify(evaluate)).digest("hex");

/** Opens models in this thread, or each in its own. */
function opener({ sharing, registry, own = [], announce }: MatrixOptions): (config: unknown) => Promise<Vae> {
  const told = announce ? { announce } : {};
  if (!sharing) return (config) => createVae(config, { registry, own, ...told });
  const parts = own.map(({ file }) => file);
  return (config) => createVaeInWorker(config, { parts, threads: sharing.threads, ...told });
}

/**
 * Runs every cell of a matrix that is not finished yet, then writes results.json and report.html. All configs are checked
 * before the first one runs, and that their parts fit. When a cell fails, those beside it are stopped, to be continued, before the error is thrown.
 *
 * @throws ConfigError when the matrix or one of its configs cannot be.
 */
export async function runMatrix(value: unknown, options: MatrixOptions): Promise<MatrixOutcome> {
  const matrix = parseMatrix(value);
  const cells = planRuns(matrix).map((cell) => {
    const parsed = parseCell(cell, options.registry);
    const training = trainingHash(parsed, options);
    return { ...cell, parsed, training, hash: resultHash(training, cell.evaluate) };
  });
  await checkCells(cells, options.registry);
  const folder = join(options.root, matrix.name);
  await makeFolder(folder);
  const store = openResults(join(folder, "results"));
  const known = await Promise.all(cells.map((cell) => store.read(cell.id, cell.hash)));
  const jobs = Math.max(1, Math.min(options.sharing?.jobs ?? 1, known.filter((result) => !result).length));
  const { progress = {} } = options;
  const [total, open] = [cells.length, opener(options)];
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);

  const run = async (cell: (typeof cells)[number], index: number): Promise<RunResult | undefined> => {
    const place = { index, total };
    const before = known[index];
    if (signal.aborted && !before) return undefined;
    progress.onCell?.(cell, { ...place, known: before !== undefined });
    if (before) return before;
    const result = await runCell(cell, {
      ...{ open, signal, jobs, evaluate: cell.evaluate, configHash: cell.hash },
      folder: join(folder, "runs", cell.training.slice(0, 8)),
      onProgress: (training) => progress.onTraining?.(training, place),
      onEvaluation: (done, examples) => progress.onEvaluation?.(done, examples, place),
    });
    if (result) await store.write(result);
    progress.onEnd?.(place);
    return result;
  };
  const found = await inTurn(cells, jobs, run, () => failed.abort());
  const runs = found.filter((result) => result !== undefined);
  if (runs.length < total) return { interrupted: true, finished: runs.length, total };

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
