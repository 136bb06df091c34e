import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { type FilledCell, fillTable } from "@elbo/tables";
import { Command } from "commander";
import { numberBetween, wholeNumber } from "../config/count.ts";
import { withConfig } from "../config/model-options.ts";
import { checkWritable } from "../output/check-writable.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { openStreams } from "../output/write-streams.ts";
import { writeWhole } from "../output/write-whole.ts";
import { cellLines } from "../tables/cell-lines.ts";
import {
  checkSummary,
  columnRows,
  type ImputationFacts,
  imputationReport,
  nothingMissing,
  sentences,
} from "../tables/imputation-report.ts";
import { openTable, type TableModelOptions, withModelOfTable } from "../tables/model-of-table.ts";
import { type TableCommandOptions, withTable } from "../tables/table-options.ts";
import { reportFile, reportText } from "../tables/table-pages.ts";
import { onInterrupt } from "../terminal/on-interrupt.ts";
import { statusLine } from "../terminal/status-line.ts";
import { table } from "../terminal/table.ts";

interface ImputeCommandOptions extends TableModelOptions, TableCommandOptions {
  readonly out: string;
  readonly samples: number;
  readonly imputations?: number;
  readonly intervals?: number;
  readonly report?: string;
  readonly json?: boolean;
}

/** `filled.csv` -> `filled.1.csv`. */
const numbered = (file: string, mark: string | number) => {
  const ending = extname(file);
  return `${file.slice(0, file.length - ending.length)}.${mark}${ending}`;
};

/** `elbo impute`: a table with its gaps filled. */
export const imputeCommand = (): Command =>
  withTable(
    withConfig(
      new Command("impute").description("Fill the gaps of a table").argument("<table>", "CSV file, one example a line"),
    ),
  )
    .requiredOption("-o, --out <file>", "where to write the filled table")
    .option("--model <run>", "a run folder to fill with; default a new model, trained on the table")
    .option("--imputations <n>", "write n tables of draws (FILE.1.csv, ..) instead of one of means", wholeNumber(1))
    .option(
      "--intervals <percent>",
      "write FILE.intervals.csv: each filled cell, and where its value lies",
      numberBetween(1, 100),
    )
    .option("--samples <n>", "draws of z per row, weighed by what is observed", wholeNumber(1), 1000)
    .option(
      "--hide <share>",
      "of the cells, hidden from a new model to check it on; 0: none",
      numberBetween(0, 0.9),
      0.05,
    )
    .option("--seed <n>", "another seed gives another model and other draws", wholeNumber(0), 1)
    .option("--report <file>", "write what was filled and how sure, .md or .html", reportFile)
    .option("--runs <folder>", "where the new model's run folder is made", "runs")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      `
What is observed stays as it is, to the byte. Numbers are filled by their mean given the rest of the row, kinds by the
likeliest, both as their column writes them.

--json prints { file, out, run, rows, gapped, effective, columns: [{ name, type, missing, filled, width?, probability? }],
check?: { cells, coverage, relativeError?, right?, mode?, columns: { NAME: { cells, coverage, error?, right? } } } }.

Examples
  elbo impute data.csv -o filled.csv
  elbo impute data.csv -o filled.csv --intervals 90 --report report.html
  elbo impute data.csv -o filled.csv --imputations 5 --types "age=count,size=small<medium<large"
  elbo impute more.csv -o more-filled.csv --model runs/*-impute-data`,
    )
    .action(async (file: string, options: ImputeCommandOptions) => {
      const { out, imputations, intervals, samples, json, report } = options;
      const level = (intervals ?? 90) / 100;
      const outs = imputations ? Array.from({ length: imputations }, (_, i) => numbered(out, i + 1)) : [out];
      const files = [...outs, ...(intervals ? [numbered(out, "intervals")] : [])];
      await keepInputs([file], [...files, report]);
      await checkWritable(report);
      const opened = await openTable(file, options);
      const { profile } = opened;
      const { signal, release } = onInterrupt("Stopping; press Ctrl-C again to stop at once.");
      const streams = await openStreams(files);
      try {
        if (profile.columns.every(({ missing, type }) => type === undefined || missing === 0)) {
          await opened.model?.vae.close();
          for await (const bytes of createReadStream(file) as AsyncIterable<Uint8Array>) {
            for (const at of outs.keys()) await streams.write(at, bytes);
          }
          const none = cellLines(profile, (bytes) => streams.write(outs.length, bytes));
          if (intervals) await none.begin();
          if (intervals) await none.end();
          await streams.commit();
          if (report) await writeWhole(report, reportText(report, nothingMissing(file)));
          const about = { file, out: outs, rows: profile.rows, gapped: 0 };
          process.stdout.write(
            json ? `${JSON.stringify(about)}\n` : `Nothing is missing: ${outs.join(", ")} is ${file} as it was.\n`,
          );
          return;
        }
        const how = { title: "impute", signal, remedy };
        await withModelOfTable(opened, options, how, async ({ vae, folder, hidden }) => {
          const line = statusLine(process.stderr);
          const lines = cellLines(profile, (bytes) => streams.write(outs.length, bytes));
          if (intervals) await lines.begin();
          const filled = await fillTable(vae, profile, {
            ...{ samples, level, seed: BigInt(options.seed), signal },
            ...(imputations ? { imputations } : {}),
            ...(hidden ? { hidden } : {}),
            write: (at, bytes) => streams.write(at, bytes),
            onProgress: (done, total) => line.show(`filling ${done} of ${total} rows`),
            ...(intervals ? { onCell: (cell: FilledCell) => lines.add(cell) } : {}),
          });
          if (intervals) await lines.end();
          line.clear();
          signal.throwIfAborted();
          await streams.commit();
          const facts: ImputationFacts = { file, out: outs, run: folder, level, samples, profile, filled };
          if (report) await writeWhole(report, reportText(report, imputationReport(facts)));
          process.stdout.write(json ? `${JSON.stringify(asJson(facts))}\n` : asText(facts));
        });
      } finally {
        await streams.discard();
        release();
      }
    });

const remedy = (folder: string) => ` (elbo train --resume ${folder}, then --model ${folder})`;

const asText = (facts: ImputationFacts): string => `${table(columnRows(facts))}\n\n${sentences(facts).join("\n")}\n`;

const asJson = ({ file, out, run, profile, filled, ...rest }: ImputationFacts) => {
  const summary = checkSummary({ filled });
  return {
    ...{ file, out, run, rows: filled.rows, gapped: filled.gapped, effective: filled.effective, level: rest.level },
    columns: profile.columns.map(({ name, type, left, missing }) => {
      const { filled: cells = 0, ...sure } = filled.columns.find((column) => column.name === name) ?? {};
      return { name, type: type ?? null, ...(left ? { left } : {}), missing, ...sure, filled: cells };
    }),
    ...(summary ? { check: { ...summary, columns: filled.check } } : {}),
  };
};
