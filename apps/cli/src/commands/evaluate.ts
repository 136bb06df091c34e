import { measures } from "@elbo/vae";
import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SamplerOptions, samplerOf, withSampler } from "../config/sampler.ts";
import { type SplitName, splitOf, splitOption } from "../config/split.ts";
import { counted } from "../output/counted.ts";
import { table } from "../terminal/table.ts";

interface EvaluateCommandOptions extends SamplerOptions {
  readonly importance: number;
  readonly examples?: number;
  readonly split: SplitName;
  readonly metrics?: readonly string[];
  readonly metricExamples?: number;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

const byCommas = (text: string): readonly string[] => text.split(",").map((name) => name.trim());

/** `elbo evaluate`: what a trained model is worth. */
export const evaluateCommand = (): Command =>
  withSampler(
    withParts(
      new Command("evaluate")
        .description("Measure a trained model")
        .argument("[run]", "run folder; default the newest"),
    ),
  )
    .option("--importance <k>", "importance samples of the NLL; 0 leaves it out", wholeNumber(0), 100)
    .option("--examples <n>", "only the first n examples", wholeNumber(1))
    .addOption(splitOption())
    .option("--metrics <list>", `more to measure, by commas: ${Object.keys(measures).join(", ")}`, byCommas)
    .option("--metric-examples <n>", "only the first n examples for --metrics", wholeNumber(1))
    .option("--json", "print the figures as JSON")
    .addHelpText(
      "after",
      `
--json prints { run, split, examples, negativeElbo, reconstruction, kl, nll?: { samples, examples, value },
bitsPerDimension, perToken?: { negativeElbo, nll?, tokensPerExample }, activeUnits, latentDimensions, collapsed,
lawless?: true, figures?: { NAME: mean }, metrics?: { NAME: { FIGURE } } }: nats per example, nll where --importance is not 0, perToken for text;
lawless where the posterior has no density: negativeElbo then bounds nothing, and there is no nll.

Metrics
${table(Object.entries(measures).map(([name, { summary }]) => [`  ${name}`, summary]))}

Examples
  elbo evaluate
  elbo evaluate runs/2026-01-31-0900-mnist-elbo --importance 1000 --examples 500
  elbo evaluate --metrics information,probes --metric-examples 2000`,
    )
    .action(async (run: string | undefined, options: EvaluateCommandOptions) => {
      const { vae, folder } = await openModel(run, options.parts);
      try {
        const split = splitOf(vae, options.split);
        const started = performance.now();
        const evaluation = await vae.evaluate({
          split,
          importance: options.importance,
          ...samplerOf(options),
          ...(options.examples ? { limit: options.examples } : {}),
          ...(options.metrics ? { metrics: options.metrics } : {}),
          ...(options.metricExamples ? { metricsLimit: options.metricExamples } : {}),
          onProgress: (done, total) => {
            if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${total} examples`);
          },
        });
        if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
        if (options.json)
          return void process.stdout.write(
            `${JSON.stringify({ run: folder, split: options.split, ...evaluation }, null, 2)}\n`,
          );
        const { nll, perToken, lawless } = evaluation;
        const bound = lawless ? "no bound: the posterior has no density" : "nats per example";
        const rows = [
          [lawless ? "-log p(x, z)" : "-ELBO", evaluation.negativeElbo.toFixed(2), bound],
          ...(nll ? [["NLL", nll.value.toFixed(2), `nats per example, importance-sampled, k=${nll.samples}`]] : []),
          [
            "bits/dim",
            evaluation.bitsPerDimension.toFixed(4),
            nll ? "from the NLL" : lawless ? "from -log p(x, z)" : "from the bound",
          ],
          ...(perToken
            ? [["per token", (perToken.nll ?? perToken.negativeElbo).toFixed(4), "nats, end marker counted"]]
            : []),
          ["reconstruction", evaluation.reconstruction.toFixed(2), "-log p(x|z), nats"],
          [lawless ? "-log p(z)" : "KL", evaluation.kl.toFixed(2), "nats"],
          [
            "active units",
            `${evaluation.activeUnits}/${evaluation.latentDimensions}`,
            evaluation.collapsed ? `collapsed${evaluation.activeUnits > 0 ? ": KL below 0.1 nats" : ""}` : "",
          ],
          ...Object.entries(evaluation.figures ?? {}).map(([name, value]) => [
            name,
            value.toFixed(4),
            "mean over examples",
          ]),
          ...Object.entries(evaluation.metrics ?? {}).flatMap(([name, figures]) =>
            Object.entries(figures).map(([figure, value]) => [
              `${name}.${figure}`,
              Number.isInteger(value) ? `${value}` : value.toFixed(4),
              measures[name]?.figures[figure] ?? "",
            ]),
          ),
        ];
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        process.stdout.write(
          `${folder}: ${counted(evaluation.examples, `${options.split} example`)} in ${seconds} s\n\n${table([["figure", "value", "what"], ...rows])}\n`,
        );
      } finally {
        await vae.close();
      }
    });
