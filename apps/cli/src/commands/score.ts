import { thresholdAt } from "@elbo/metrics";
import { NotSupportedError } from "@elbo/spec";
import type { Vae } from "@elbo/vae";
import { Command, InvalidArgumentError } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { readExamples } from "../config/read-examples.ts";
import { noSplitBesideFiles, type SplitName, splitOption } from "../config/split.ts";
import { splitExamples } from "../examples/example-source.ts";
import { joinSources } from "../examples/join-sources.ts";
import { ownExamples } from "../examples/own-examples.ts";
import { checkWritable } from "../output/check-writable.ts";
import { counted } from "../output/counted.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { writeWhole } from "../output/write-whole.ts";
import { anomalyScores, scoreCsv, scoreNames, surpriseOf, typicalSurprise } from "../scoring/anomaly-scores.ts";
import { scoreSource } from "../scoring/score-source.ts";
import { longWork } from "../terminal/long-work.ts";

/** Training examples that say what is usual. */
const USUAL = 500;

const share = (text: string): number => {
  const value = Number(text);
  if (text !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a share, 0 to 1.");
};

interface ScoreOptions {
  readonly split: SplitName;
  readonly count?: number;
  readonly importance: number;
  readonly background?: string;
  readonly rate?: number;
  readonly by: string;
  readonly out: string;
  readonly model?: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

const sourceOf = async (vae: Vae, files: readonly string[], { split, count }: ScoreOptions) => {
  if (files.length === 0) {
    const source = await splitExamples(vae, split, count);
    return { ...source, names: source.names.map((_, i) => `${i}`) };
  }
  const drawn = vae.config.seed;
  return joinSources(files, await Promise.all(files.map((file) => ownExamples(vae, file, { drawn }))));
};

/** `elbo score`: how unlike the training data each example is. */
export const scoreCommand = (): Command =>
  withParts(
    new Command("score")
      .description("Score how unlike the training data examples are, to find anomalies")
      .argument(
        "[files...]",
        "pictures or folders of them, text files or CSV files, whichever the model is of; without any, a split of its data",
      ),
  )
    .addOption(splitOption())
    .option("--count <n>", "only the first n examples of the split", wholeNumber(1))
    .option("--importance <k>", "importance samples of the NLL; 0: the bound in its place", wholeNumber(0), 100)
    .option("--background <run>", "a model of noisier data, for the likelihood ratio")
    .option(
      "--rate <share>",
      `call an anomaly what scores higher than all but this share of ${USUAL} training examples`,
      share,
    )
    .option("--by <score>", "the score that --rate goes by", "typicality")
    .option("--out <file>", "where to write the table", "scores.csv")
    .option("--model <run>", "run folder; default the newest")
    .option("--json", "print { run, examples, importance, entropy, file, threshold?, anomalies?, means: { SCORE } }")
    .addHelpText(
      "after",
      `
Scores, all in nats and the higher the stranger: negativeElbo, nll, typicality (distance of the NLL from that of training
examples), complexity (NLL less the bits of the picture's PNG), ratio (NLL less that of --background).

Examples
  elbo score photos --rate 0.05
  elbo score more.csv --model runs/*-impute-data --rate 0.01
  elbo score --split test --count 1000 --background runs/2026-01-31-0900-noisy --by ratio --rate 0.01`,
    )
    .action(async (files: readonly string[], options: ScoreOptions, command: Command) => {
      const { importance, rate, by, out, model, json, parts } = options;
      if (files.length > 0) noSplitBesideFiles(command);
      await keepInputs(files, [out]);
      await checkWritable(out);
      const { vae, folder } = await openModel(model, parts);
      let background: Vae | undefined;
      try {
        const known = scoreNames(vae, { importance, background: options.background !== undefined });
        if (!known.includes(by)) {
          throw new NotSupportedError("there is no such score", {
            where: "--by",
            expected: known.join(", "),
            received: by,
            ...(by === "ratio" ? { remedy: "Name a run with --background." } : {}),
          });
        }
        if (options.background !== undefined) background = (await openModel(options.background, parts)).vae;
        const source = await sourceOf(vae, files, options);
        const { names } = source;
        const judged = await longWork("scoring", async ({ onProgress, signal }) => {
          const how = { importance, seed: BigInt(vae.config.seed), signal };
          const usual = await readExamples(vae, "train", USUAL);
          const usualSurprise = await surpriseOf(vae, usual, { ...how, onProgress });
          const asked = { ...how, entropy: typicalSurprise(usualSurprise), background };
          const scores = await scoreSource(vae, source, { ...asked, onProgress });
          const chosen = scores[by];
          const normal = rate === undefined ? undefined : (await anomalyScores(vae, usual, usualSurprise, asked))[by];
          const threshold = normal && thresholdAt(normal, rate as number);
          const anomalies =
            threshold === undefined ? undefined : Array.from(chosen as Float64Array, (v) => v > threshold);
          return { entropy: asked.entropy, scores, threshold, anomalies };
        });
        if (!judged) return;
        const { entropy, scores, threshold, anomalies } = judged;
        await writeWhole(out, scoreCsv(names, scores, anomalies));
        const means = Object.fromEntries(
          Object.entries(scores).map(([name, values]) => [name, values.reduce((a, b) => a + b, 0) / values.length]),
        );
        const found = anomalies?.filter((yes) => yes).length;
        if (json) {
          const about = { run: folder, examples: names.length, importance, entropy, file: out };
          const flagged = threshold === undefined ? {} : { threshold, anomalies: found };
          process.stdout.write(`${JSON.stringify({ ...about, ...flagged, means })}\n`);
          return;
        }
        const verdict = found === undefined ? "" : `, ${found} above the threshold ${threshold?.toFixed(2)} of ${by}`;
        process.stdout.write(`${counted(names.length, "example")} scored${verdict}: ${out}\n`);
      } finally {
        await vae.close();
        await background?.close();
      }
    });
