import { NotSupportedError } from "@elbo/spec";
import { Command, InvalidArgumentError } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SplitName, splitOption } from "../config/split.ts";
import { checkWalkable, decodeRows, readChosen, rowsOf } from "../latents/walk.ts";
import { deliver, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";

const MOST = 32;

const wholeNumbers = (text: string): readonly number[] => text.split(",").map((each) => wholeNumber(0)(each));

const positive = (text: string): number => {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
};

interface TraverseOptions {
  readonly example: number;
  readonly split: SplitName;
  readonly dimensions?: readonly number[];
  readonly range: number;
  readonly steps: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo traverse`: what each latent dimension does. */
export const traverseCommand = (): Command =>
  withParts(
    new Command("traverse")
      .description("Show what each latent dimension does to an example")
      .argument("[run]", "run folder; default the newest"),
  )
    .option("--example <n>", "the example whose code is moved", wholeNumber(0), 0)
    .addOption(splitOption())
    .option("--dimensions <d,..>", `a row each; default the first ${MOST}`, wholeNumbers)
    .option("--range <r>", "each dimension runs from -r to r", positive, 3)
    .option("--steps <n>", "how many on the way", wholeNumber(2), 9)
    .option("--out <file>", "where to write them; pictures default to traversal.png, text to the terminal")
    .option("--json", "print { run, dimensions, values, file?, lines?, columns? }")
    .addHelpText("after", "\nExamples\n  elbo traverse\n  elbo traverse --example 7 --dimensions 0,3,4 --range 2")
    .action(async (run: string | undefined, options: TraverseOptions) => {
      const { example, split, range, steps, out, json, parts } = options;
      const { vae, folder } = await openModel(run, parts);
      try {
        checkWalkable(vae, "traverse");
        const examples = await readChosen(vae, split, [example]);
        const [code = new Float32Array()] = rowsOf(vae, await vae.encode(examples), 1);
        const all = Array.from({ length: Math.min(MOST, code.length) }, (_, d) => d);
        const dimensions = options.dimensions ?? all;
        const beyond = dimensions.find((d) => d >= code.length);
        if (beyond !== undefined) {
          throw new NotSupportedError("there is no such latent dimension", {
            where: "--dimensions",
            expected: `0 to ${code.length - 1}`,
            received: String(beyond),
          });
        }
        const values = Array.from({ length: steps }, (_, i) => range * ((2 * i) / (steps - 1) - 1));
        const rows = dimensions.flatMap((d) => values.map((value) => code.with(d, value)));
        const x = await decodeRows(vae, rows, { examples, conditionOf: rows.map(() => 0), count: 1 });
        const presented = await present(vae, x, { columns: steps });
        const print = (text: string) => void (json || process.stdout.write(text));
        const file = await deliver(presented, out, writeWhole, print, "traversal.png");
        if (json) {
          const lines = "lines" in presented ? presented : {};
          const about = { run: folder, dimensions, values, ...(file ? { file } : {}), ...lines };
          process.stdout.write(`${JSON.stringify(about)}\n`);
        } else if (file) process.stdout.write(`${dimensions.length} dimensions from -${range} to ${range}: ${file}\n`);
      } finally {
        await vae.close();
      }
    });
