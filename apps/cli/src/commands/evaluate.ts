import { Command as Base, type Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { table } from "../terminal/table.ts";

interface EvaluateCommandOptions {
  readonly importance: number;
  readonly examples?: number;
  readonly split: "test" | "validation" | "train";
  readonly json?: boolean;
  readonly parts: string[];
}

/** `elbo evaluate`: what a trained model is worth. */
export const evaluateCommand = (): Command =>
  withParts(
    new Base("evaluate").description("Measure a trained model").argument("[run]", "run folder; default the newest"),
  )
    .option("--importance <k>", "importance samples of the NLL; 0 leaves it out", wholeNumber(0), 100)
    .option("--examples <n>", "only the first n examples", wholeNumber(1))
    .option("--split <name>", "test, validation or train", "test")
    .option("--json", "print { run, examples, negativeElbo, reconstruction, kl, nll, bitsPerDimension, ... }")
    .addHelpText(
      "after",
      "\nExamples\n  elbo evaluate\n  elbo evaluate runs/2026-01-31-0900-mnist-elbo --importance 1000 --examples 500",
    )
    .action(async (run: string | undefined, options: EvaluateCommandOptions, command: Command) => {
      const { vae, folder } = await openModel(run, options.parts);
      try {
        const split = vae.dataset.splits[options.split];
        if (!split) {
          command.error(
            `error: the data has no ${options.split} split: ${Object.keys(vae.dataset.splits).join(", ")}`,
            {
              exitCode: 2,
            },
          );
        }
        const started = performance.now();
        const evaluation = await vae.evaluate({
          split,
          importance: options.importance,
          ...(options.examples ? { limit: options.examples } : {}),
          onProgress: (done, total) => {
            if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} examples`);
          },
        });
        if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
        if (options.json)
          return void process.stdout.write(`${JSON.stringify({ run: folder, ...evaluation }, null, 2)}\n`);
        const { nll, perToken } = evaluation;
        const rows = [
          ["-ELBO", evaluation.negativeElbo.toFixed(2), "nats per example"],
          ...(nll ? [["NLL", nll.value.toFixed(2), `nats per example, importance-sampled, k=${nll.samples}`]] : []),
          ["bits/dim", evaluation.bitsPerDimension.toFixed(4), nll ? "from the NLL" : "from the bound"],
          ...(perToken
            ? [["per token", (perToken.nll ?? perToken.negativeElbo).toFixed(4), "nats, end marker counted"]]
            : []),
          ["reconstruction", evaluation.reconstruction.toFixed(2), "-log p(x|z), nats"],
          ["KL", evaluation.kl.toFixed(2), "nats"],
          [
            "active units",
            `${evaluation.activeUnits}/${evaluation.latentDimensions}`,
            evaluation.collapsed ? "collapsed" : "",
          ],
        ];
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        process.stdout.write(
          `${folder}: ${evaluation.examples} ${options.split} examples in ${seconds} s\n\n${table([["figure", "value", "what"], ...rows])}\n`,
        );
      } finally {
        await vae.close();
      }
    });
