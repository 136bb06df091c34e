import { mergeConfig, quickMatrix, quickRow, runMatrix, summarise, textTable } from "@elbo/bench";
import { selectEngine } from "@elbo/engine";
import { EngineError } from "@elbo/spec";
import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { openRegistry, withParts } from "../config/model-options.ts";
import { readConfig } from "../config/read-config.ts";
import { sharingOf } from "../config/sharing.ts";
import { configFile } from "../configs/shipped-configs.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { benchProgress } from "../terminal/bench-progress.ts";
import { onInterrupt } from "../terminal/on-interrupt.ts";

interface BenchOptions {
  readonly out: string;
  readonly jobs?: number;
  readonly threads?: number;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** All of the quick benchmark on the engine it is meant for, one short row on a fallback, said aloud. */
async function quickHere(): Promise<unknown> {
  const say = (message: string) => void process.stderr.write(`${message}\nRunning one short row only.\n`);
  const engine = await selectEngine("auto", { announce: say });
  return engine.name === "onnx" ? quickMatrix : mergeConfig(quickRow as never, { base: { engine: engine.name } });
}

/** Figures of different engines do not belong in one table: a benchmark falls back only when its config says so. */
function refuseFallback(message: string): never {
  throw new EngineError("a benchmark does not fall back to another engine", {
    where: "bench",
    received: message.replace(/\.$/, ""),
    remedy: "Name the engine in the matrix (base.engine).",
  });
}

/** `elbo bench`: variants x data sets x seeds, trained, measured, and reported. */
export const benchCommand = (): Command =>
  withParts(
    new Command("bench")
      .description("Compare variants: train and measure a matrix, write a table and a report")
      .argument("<matrix>", '"quick", a YAML file, or a benchmark from `elbo list configs`'),
  )
    .option("--out <folder>", "where results go; an interrupted benchmark continues there", "runs/bench")
    .option("--jobs <n>", "trainings at once; default as many as there are cores and memory for", wholeNumber(1))
    .option("--threads <n>", "threads of each training; default ELBO_THREADS, or 1", wholeNumber(1))
    .option("--json", "print { results, report } when done")
    .addHelpText(
      "after",
      `
Another number of threads is another training: its bits may differ. The number of jobs changes only the seconds, which
are marked when trainings ran side by side; measure times with --jobs 1.

Examples
  elbo bench quick
  elbo bench matrix.yaml --parts ./my-prior.ts
  elbo bench matrix.yaml --jobs 1 --threads 2`,
    )
    .action(async (file: string, options: BenchOptions) => {
      const { out, json, parts } = options;
      const matrix = file === "quick" ? await quickHere() : await readConfig(configFile(file, "benchmark"));
      const { registry, own } = await openRegistry(parts);
      const sharing = sharingOf(options);
      const { signal, release } = onInterrupt("Saving; press Ctrl-C again to stop at once.");
      const { progress, stop } = benchProgress(process.stderr, sharing.jobs);
      try {
        const outcome = await runMatrix(matrix, {
          ...{ registry, own, sharing, signal, progress },
          announce: refuseFallback,
          root: out,
          command: commandLine(file, options),
        });
        stop();
        if (outcome.interrupted) {
          process.stderr.write(
            `Interrupted and saved: ${outcome.finished} of ${outcome.total} done. Run the same command again to continue.\n`,
          );
          process.exitCode = exitCodes.interrupted;
          return;
        }
        const { results, report, json: file_ } = outcome;
        process.stdout.write(
          json
            ? `${JSON.stringify({ results: file_, report })}\n`
            : `\n${textTable(summarise(results.runs))}\n\nReport: ${report}\n`,
        );
      } finally {
        stop();
        release();
      }
    });

/** The command as a person would repeat it, for the report. */
const commandLine = (file: string, { parts = [], jobs, threads }: BenchOptions): string =>
  [
    `elbo bench ${file}`,
    ...parts.map((part) => `--parts ${part}`),
    ...(jobs === undefined ? [] : [`--jobs ${jobs}`]),
    ...(threads === undefined ? [] : [`--threads ${threads}`]),
  ].join(" ");
