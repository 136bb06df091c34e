import { mergeConfig, quickMatrix, quickRow, runMatrix, summarise, textTable } from "@elbo/bench";
import { selectEngine } from "@elbo/engine";
import { EngineError } from "@elbo/spec";
import { Command } from "commander";
import { openRegistry, withParts } from "../config/model-options.ts";
import { readConfig } from "../config/read-config.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { onInterrupt } from "../terminal/on-interrupt.ts";
import { trainingProgress } from "../terminal/training-progress.ts";

interface BenchOptions {
  readonly out: string;
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
      .argument("<matrix>", '"quick", or a YAML file'),
  )
    .option("--out <folder>", "where results go; an interrupted benchmark continues there", "runs/bench")
    .option("--json", "print { results, report } when done")
    .addHelpText("after", "\nExamples\n  elbo bench quick\n  elbo bench matrix.yaml --parts ./my-prior.ts")
    .action(async (file: string, { out, json, parts }: BenchOptions) => {
      const matrix = file === "quick" ? await quickHere() : await readConfig(file);
      const { registry, own } = await openRegistry(parts);
      const { signal, release } = onInterrupt("Saving; press Ctrl-C again to stop at once.");
      const terminal = trainingProgress(process.stderr);
      try {
        const outcome = await runMatrix(matrix, {
          registry,
          own,
          announce: refuseFallback,
          root: out,
          command: ["elbo bench", file, ...(parts ?? []).map((part) => `--parts ${part}`)].join(" "),
          signal,
          progress: {
            onCell: (cell, { index, total, known }) => {
              terminal.stop();
              const state = known ? "done before" : "training";
              process.stderr.write(
                `\n[${index + 1}/${total}] ${cell.variant} on ${cell.data}, seed ${cell.seed}: ${state}\n`,
              );
            },
            onTraining: terminal.onProgress,
            onEvaluation: (_, done, total) => {
              terminal.stop();
              if (process.stderr.isTTY)
                process.stderr.write(`\revaluating ${done} of ${total}${done === total ? "\n" : ""}`);
            },
          },
        });
        terminal.stop();
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
        terminal.stop();
        release();
      }
    });
