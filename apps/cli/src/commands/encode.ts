import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { readExamples } from "../config/read-examples.ts";
import { type SplitName, splitOption } from "../config/split.ts";
import { writeWhole } from "../output/write-whole.ts";

interface EncodeOptions {
  readonly split: SplitName;
  readonly count?: number;
  readonly out: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo encode`: posterior means of a split as CSV. */
export const encodeCommand = (): Command =>
  withParts(
    new Command("encode")
      .description("Write posterior means of a split as CSV")
      .argument("[run]", "run folder; default the newest"),
  )
    .addOption(splitOption())
    .option("--count <n>", "only the first n examples", wholeNumber(1))
    .option("--out <file>", "where to write them", "codes.csv")
    .option("--json", "print { run, split, examples, dimensions, file }")
    .addHelpText("after", "\nExamples\n  elbo encode\n  elbo encode --split train --count 1000 --out codes.csv")
    .action(async (run: string | undefined, { split, count, out, json, parts }: EncodeOptions) => {
      const { vae, folder } = await openModel(run, parts);
      try {
        const examples = await readExamples(vae, split, count);
        const codes = await vae.encode(examples);
        const columns = vae.latents.flatMap(({ name, shape }) =>
          Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ({ name, i })),
        );
        const rows = countRows(codes, vae.latents);
        const lines = Array.from({ length: rows }, (_, row) =>
          vae.latents
            .flatMap(({ name, shape }) => {
              const size = shape.reduce((a, b) => a * b, 1);
              return Array.from(codes[name]?.subarray(row * size, (row + 1) * size) ?? [], (v) => v.toPrecision(8));
            })
            .join(","),
        );
        await writeWhole(out, `${[columns.map(({ name, i }) => `${name}.${i}`).join(","), ...lines].join("\n")}\n`);
        if (json) {
          const dimensions = columns.length;
          process.stdout.write(`${JSON.stringify({ run: folder, split, examples: rows, dimensions, file: out })}\n`);
        } else process.stdout.write(`${rows} examples, ${columns.length} latent dimensions: ${out}\n`);
      } finally {
        await vae.close();
      }
    });

const countRows = (
  codes: Readonly<Record<string, Float32Array>>,
  latents: readonly { name: string; shape: readonly number[] }[],
) => {
  const [first] = latents;
  if (!first) return 0;
  return (codes[first.name]?.length ?? 0) / first.shape.reduce((a, b) => a * b, 1);
};
