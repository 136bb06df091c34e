import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SplitName, splitOf, splitOption } from "../config/split.ts";
import { table } from "../terminal/table.ts";

interface EvaluateCommandOptions {
  readonly importance: number;
  readonly examples?: number;
  readonly split: SplitName;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo evaluate`: what a trained model is worth. */
export const evaluateCommand = (): Command =>
  withParts(
    new Command("evaluate").description("Measure a trained model").argument("[run]", "run folder; default the newest"),
  )
    .option("--importance <k>", "importance samples of the NLL; 0 leaves it out", wholeNumber(0), 100)
    .option("--examples <n>", "only the first n examples", wholeNumber(1))
    .addOption(splitOption())
    .option("--json", "print the figures as JSON")
    .addHelpText(
      "after",
      `
--json prints { run, split, examples, negativeElbo, reconstruction, kl, nll?: { samples, examples, value },
bitsPerDimension, perToken?: { negativeElbo, nll?, tokensPerExample }, activeUnits, latentDimensions, collapsed }:
nats per example, nll where --importance is not 0, perToken for text.

Examples
  elbo evaluate
  elbo evaluate runs/2026-01-31-0900-mnist-elbo --importance 1000 --examples 500`,
    )
    .action(async (run: string | undefined, options: EvaluateCommandOptions) => {
      const { vae, folder } = await openModel(run, options.parts);
      try {
        const split = splitOf(vae, options.split);
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
          return void process.stdout.write(
            `${JSON.stringify({ run: folder, split: options.split, ...evaluation }, null, 2)}\n`,
          );
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
            evaluation.collapsed ? `collapsed${evaluation.activeUnits > 0 ? ": KL below 0.1 nats" : ""}` : "",
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
