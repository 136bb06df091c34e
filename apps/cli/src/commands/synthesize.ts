import { resolve } from "node:path";
import { judgeRows, readRows, synthesizeTable } from "@elbo/tables";
import { Command } from "commander";
import { numberBetween, wholeNumber } from "../config/count.ts";
import { withConfig } from "../config/model-options.ts";
import { type SamplerOptions, samplerOf, withSampler } from "../config/sampler.ts";
import { checkWritable } from "../output/check-writable.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { openStreams } from "../output/write-streams.ts";
import { writeWhole } from "../output/write-whole.ts";
import { openTable, type TableModelOptions, withModelOfTable } from "../tables/model-of-table.ts";
import { columnRows, type SynthesisFacts, sentences, synthesisReport } from "../tables/synthesis-report.ts";
import { type TableCommandOptions, withTable } from "../tables/table-options.ts";
import { reportFile, reportText } from "../tables/table-pages.ts";
import { onInterrupt } from "../terminal/on-interrupt.ts";
import { statusLine } from "../terminal/status-line.ts";
import { table } from "../terminal/table.ts";

interface SynthesizeCommandOptions extends Omit<TableModelOptions, "hide">, TableCommandOptions, SamplerOptions {
  readonly count: number;
  readonly out: string;
  readonly test: number;
  readonly target?: string;
  readonly report?: string;
  readonly json?: boolean;
}

/** `elbo synthesize`: rows like those of a table, and what they are worth. */
export const synthesizeCommand = (): Command =>
  withSampler(
    withTable(
      withConfig(
        new Command("synthesize")
          .description("Make up rows like those of a table")
          .argument("<table>", "CSV file, one example a line"),
      ),
    ),
  )
    .requiredOption("-o, --out <file>", "where to write the made-up table")
    .option("-n, --count <n>", "how many rows", wholeNumber(1), 1000)
    .option("--model <run>", "a run folder to draw from; default a new model, trained on the table")
    .option("--target <column>", "a column to tell from the others, by a classifier taught by real and by made-up rows")
    .option("--test <share>", "of the rows, held out to compare made-up rows with; 0: none", numberBetween(0, 0.9), 0.2)
    .option("--seed <n>", "another seed gives another model and other rows", wholeNumber(0), 1)
    .option("--report <file>", "write what the rows are worth, .md or .html", reportFile)
    .option("--runs <folder>", "where the new model's run folder is made", "runs")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      `
Rows are drawn, not means, and written as the table writes its own. Columns of free text are left out.

--json prints { file, out, run, rows, columns: [{ name, type }], judgement?: { marginals: { NAME: { synthetic, heldOut } },
associations: { synthetic, heldOut, worst }, privacy: { synthetic, heldOut, closerToTraining, copies, copiesByChance }, utility? } };
judgement where rows were held out.

Examples
  elbo synthesize data.csv -n 1000 -o synthetic.csv
  elbo synthesize data.csv -n 5000 -o synthetic.csv --target class --report report.html`,
    )
    .action(async (file: string, options: SynthesizeCommandOptions) => {
      const { count, out, target, json, seed } = options;
      await keepInputs([file], [out, options.report]);
      await checkWritable(options.report);
      const opened = await openTable(file, { ...options, hide: 0 });
      const { profile } = opened;
      const { signal, release } = onInterrupt("Stopping; press Ctrl-C again to stop at once.");
      const streams = await openStreams([out]);
      const line = statusLine(process.stderr);
      try {
        const how = { title: "synthesize", signal };
        await withModelOfTable(opened, { ...options, hide: 0 }, how, async ({ vae, folder }) => {
          const synthetic = await synthesizeTable(vae, profile, {
            ...{ count, seed: BigInt(seed), signal, ...samplerOf(options) },
            write: (bytes) => streams.write(0, bytes),
            onProgress: (done, total) => line.show(`${done} of ${total} rows`),
          });
          const { train, test } = vae.dataset.splits;
          const own = (vae.config.data as { readonly path?: string }).path;
          const judged = test.length > 0 && own !== undefined && resolve(own) === resolve(file);
          line.show("comparing");
          const judgement = judged
            ? judgeRows(synthetic, { train: await readRows(vae, train), heldOut: await readRows(vae, test) }, target)
            : undefined;
          line.clear();
          signal.throwIfAborted();
          await streams.commit();
          const facts: SynthesisFacts = { file, out, run: folder, count, profile, ...(judgement ? { judgement } : {}) };
          if (options.report) await writeWhole(options.report, reportText(options.report, synthesisReport(facts)));
          process.stdout.write(json ? `${JSON.stringify(asJson(facts))}\n` : asText(facts));
        });
      } finally {
        line.clear();
        await streams.discard();
        release();
      }
    });

const asText = (facts: SynthesisFacts): string => `${table(columnRows(facts))}\n\n${sentences(facts).join("\n")}\n`;

const asJson = ({ file, out, run, count, profile, judgement }: SynthesisFacts) => ({
  ...{ file, out, run, rows: count },
  columns: profile.columns.map(({ name, type }) => ({ name, type: type ?? null })),
  ...(judgement ? { judgement } : {}),
});
