import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { deliver, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";

interface SampleOptions {
  readonly count: number;
  readonly out?: string;
  readonly seed: number;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo sample`: examples from the prior, as a PNG grid, lines of text, or rows of numbers. */
export const sampleCommand = (): Command =>
  withParts(new Command("sample").description("Generate examples").argument("[run]", "run folder; default the newest"))
    .option("--count <n>", "how many", wholeNumber(1), 64)
    .option("--out <file>", "where to write them; pictures default to samples.png, text to the terminal")
    .option("--seed <n>", "another seed gives other examples", wholeNumber(0), 1)
    .option("--json", "print { run, count, file?, lines?, columns? }")
    .addHelpText("after", "\nExamples\n  elbo sample\n  elbo sample --count 100 --out grid.png --seed 7")
    .action(async (run: string | undefined, { count, out, seed, json, parts }: SampleOptions) => {
      const { vae, folder } = await openModel(run, parts);
      try {
        const { x } = await vae.sample(count, { seed: BigInt(seed) });
        const presented = await present(vae, x, { columns: Math.ceil(Math.sqrt(count)) });
        const print = (text: string) => void (json || process.stdout.write(text));
        const file = await deliver(presented, out, writeWhole, print, "samples.png");
        if (json) {
          const lines = "lines" in presented ? presented : {};
          process.stdout.write(`${JSON.stringify({ run: folder, count, ...(file ? { file } : {}), ...lines })}\n`);
        } else if (file) process.stdout.write(`${count} samples: ${file}\n`);
      } finally {
        await vae.close();
      }
    });
