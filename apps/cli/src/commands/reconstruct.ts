import type { Field, Numbers } from "@elbo/spec";
import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { readExamples } from "../config/read-examples.ts";
import { deliver, type Presented, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";

const COLUMNS = 16;

/** Rows of `COLUMNS` examples, and below each its reconstruction. */
const interleave = (x: Numbers, y: Numbers, size: number): Float32Array => {
  const row = COLUMNS * size;
  const rows = Math.ceil(x.length / row);
  const both = new Float32Array(2 * rows * row);
  for (let r = 0; r < rows; r++) {
    both.set(x.subarray(r * row, (r + 1) * row), 2 * r * row);
    both.set(y.subarray(r * row, (r + 1) * row), (2 * r + 1) * row);
  }
  return both;
};

const side = (left: Presented, right: Presented): Presented =>
  "lines" in left && "lines" in right ? { lines: left.lines.map((line, i) => `${line}  ->  ${right.lines[i]}`) } : left;

/** `elbo reconstruct`: test examples beside what the model makes of them. */
export const reconstructCommand = (): Command =>
  withParts(
    new Command("reconstruct")
      .description("Show test examples and their reconstructions")
      .argument("[run]", "run folder; default the newest"),
  )
    .option("--count <n>", "how many", wholeNumber(1), 32)
    .option("--out <file>", "where to write them; pictures default to reconstructions.png, text to the terminal")
    .addHelpText("after", "\nExamples\n  elbo reconstruct\n  elbo reconstruct --count 64 --out faces.png")
    .action(
      async (run: string | undefined, { count, out, parts }: { count: number; out?: string; parts: string[] }) => {
        const { vae } = await openModel(run, parts);
        try {
          const examples = await readExamples(vae, "test", count);
          const y = await vae.reconstruct(examples);
          const { shape } = vae.dataset.fields.x as Field;
          const size = shape.reduce((a, b) => a * b, 1);
          const x = examples.x as Numbers;
          const presented =
            shape.length === 3 && !vae.dataset.text
              ? present(vae, interleave(x, y, size), { columns: COLUMNS })
              : side(present(vae, x, { columns: 1 }), present(vae, y, { columns: 1 }));
          const print = (text: string) => void process.stdout.write(text);
          const file = await deliver(presented, out, writeWhole, print, "reconstructions.png");
          if (file) process.stdout.write(`Test examples, and below each its reconstruction: ${file}\n`);
        } finally {
          await vae.close();
        }
      },
    );
