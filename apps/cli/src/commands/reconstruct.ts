import type { Field, Numbers } from "@elbo/spec";
import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { readExamples } from "../config/read-examples.ts";
import { deliver, type Presented, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";

const COLUMNS = 16;

/** Rows of examples, and below each row its reconstructions; `row` numbers make a row. */
const interleave = (x: Numbers, y: Numbers, row: number): Float32Array => {
  const rows = Math.ceil(x.length / row);
  const both = new Float32Array(2 * rows * row);
  for (let r = 0; r < rows; r++) {
    both.set(x.subarray(r * row, (r + 1) * row), 2 * r * row);
    both.set(y.subarray(r * row, (r + 1) * row), (2 * r + 1) * row);
  }
  return both;
};

/** Lines side by side; undefined for pictures. */
const pairUp = (left: Presented, right: Presented) =>
  "lines" in left && "lines" in right
    ? left.lines.map((line, i) => [line, right.lines[i] as string] as const)
    : undefined;

interface ReconstructOptions {
  readonly count: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo reconstruct`: test examples beside what the model makes of them. */
export const reconstructCommand = (): Command =>
  withParts(
    new Command("reconstruct")
      .description("Show test examples and their reconstructions")
      .argument("[run]", "run folder; default the newest"),
  )
    .option("--count <n>", "how many", wholeNumber(1), 32)
    .option("--out <file>", "where to write them; pictures default to reconstructions.png, text to the terminal")
    .option("--json", "print { run, count, file?, lines?, columns? }: lines hold [example, reconstruction]")
    .addHelpText("after", "\nExamples\n  elbo reconstruct\n  elbo reconstruct --count 64 --out faces.png")
    .action(async (run: string | undefined, { count, out, json, parts }: ReconstructOptions) => {
      const { vae, folder } = await openModel(run, parts);
      try {
        const examples = await readExamples(vae, "test", count);
        const y = await vae.reconstruct(examples);
        const { shape } = vae.dataset.fields.x as Field;
        const size = shape.reduce((a, b) => a * b, 1);
        const x = examples.x as Numbers;
        const shown = x.length / size;
        const columns = Math.min(COLUMNS, shown);
        const left = await present(vae, x, { columns });
        const pairs = pairUp(left, await present(vae, y, { columns }));
        const names = "columns" in left ? { columns: left.columns } : {};
        const presented = pairs
          ? { ...names, lines: pairs.map(([from, to]) => `${from}  ->  ${to}`) }
          : await present(vae, interleave(x, y, columns * size), { columns });
        const print = (text: string) => void (json || process.stdout.write(text));
        const file = await deliver(presented, out, writeWhole, print, "reconstructions.png");
        if (json) {
          const about = {
            run: folder,
            count: shown,
            ...(file ? { file } : {}),
            ...(pairs ? { ...names, lines: pairs } : {}),
          };
          process.stdout.write(`${JSON.stringify(about)}\n`);
        } else if (file) process.stdout.write(`Test examples, and below each its reconstruction: ${file}\n`);
      } finally {
        await vae.close();
      }
    });
