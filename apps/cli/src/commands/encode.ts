import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { noSplitBesideFiles, type SplitName, splitOption } from "../config/split.ts";
import { codeSize, encodeChunks } from "../examples/encode-source.ts";
import { type ExampleSource, splitExamples } from "../examples/example-source.ts";
import { ownExamples } from "../examples/own-examples.ts";
import { counted } from "../output/counted.ts";
import { csvCell } from "../output/csv-cell.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { openStreams } from "../output/write-streams.ts";
import { type LongWork, longWork } from "../terminal/long-work.ts";

interface EncodeOptions {
  readonly split: SplitName;
  readonly count?: number;
  readonly files?: string;
  readonly out: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** Heading and rows: of own files with their names. */
async function* csv(
  vae: Parameters<typeof encodeChunks>[0],
  source: ExampleSource,
  named: boolean,
  work: LongWork,
): AsyncGenerator<string> {
  const columns = vae.latents.flatMap(({ name, shape }) =>
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => `${name}.${i}`),
  );
  yield `${[...(named ? [source.unit] : []), ...columns].join(",")}\n`;
  const size = columns.length;
  for await (const { first, codes } of encodeChunks(vae, source, work)) {
    const rows = Array.from({ length: codes.length / size }, (_, row) => {
      const values = Array.from(codes.subarray(row * size, (row + 1) * size), (value) => value.toPrecision(8));
      return [...(named ? [csvCell(source.names[first + row] as string)] : []), ...values].join(",");
    });
    yield `${rows.join("\n")}\n`;
  }
}

/** `elbo encode`: posterior means of a split, or of a person's own files, as CSV. */
export const encodeCommand = (): Command =>
  withParts(
    new Command("encode")
      .description("Write posterior means of a split, or of your own files, as CSV")
      .argument("[run]", "run folder; default the newest"),
  )
    .addOption(splitOption())
    .option("--count <n>", "only the first n examples of the split", wholeNumber(1))
    .option("--files <path>", "your own: a folder of pictures, a text file with an example a line, or a CSV file")
    .option("--out <file>", "where to write them", "codes.csv")
    .option("--json", "print { run, split | files, examples, dimensions, file }")
    .addHelpText(
      "after",
      "\nExamples\n  elbo encode\n  elbo encode --split train --count 1000 --out codes.csv\n  elbo encode --files photos --out photos.csv",
    )
    .action(async (run: string | undefined, options: EncodeOptions, command: Command) => {
      const { split, count, files, out, json, parts } = options;
      if (files !== undefined) noSplitBesideFiles(command);
      await keepInputs(files === undefined ? [] : [files], [out]);
      const { vae, folder } = await openModel(run, parts);
      try {
        const source = files === undefined ? await splitExamples(vae, split, count) : await ownExamples(vae, files);
        const named = files !== undefined;
        const written = await longWork("encoding", async (work) => {
          const streams = await openStreams([out]);
          try {
            for await (const rows of csv(vae, source, named, work)) await streams.write(0, Buffer.from(rows));
            work.signal.throwIfAborted();
            await streams.commit();
          } finally {
            await streams.discard();
          }
          return true;
        });
        if (!written) return;
        const [examples, dimensions] = [source.names.length, codeSize(vae)];
        if (json) {
          const what = named ? { files } : { split };
          process.stdout.write(`${JSON.stringify({ run: folder, ...what, examples, dimensions, file: out })}\n`);
        } else
          process.stdout.write(`${counted(examples, "example")}, ${counted(dimensions, "latent dimension")}: ${out}\n`);
      } finally {
        await vae.close();
      }
    });
