import { Command, InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SplitName, splitOption } from "../config/split.ts";
import { linear, spherical } from "../latents/between.ts";
import { checkWalkable, decodeRows, readChosen, rowsOf } from "../latents/walk.ts";
import { deliver, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";

type Pair = readonly [number, number];

const pairs = (text: string): readonly Pair[] =>
  text.split(",").map((pair) => {
    const ends = pair.split(":").map(Number);
    if (ends.length === 2 && ends.every((n) => Number.isInteger(n) && n >= 0)) return ends as unknown as Pair;
    throw new InvalidArgumentError("It reads pairs of example numbers: 0:1,2:3.");
  });

interface InterpolateOptions {
  readonly between: readonly Pair[];
  readonly split: SplitName;
  readonly steps: number;
  readonly path: "linear" | "spherical";
  readonly out?: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo interpolate`: what lies between two examples. */
export const interpolateCommand = (): Command =>
  withParts(
    new Command("interpolate")
      .description("Show what the model sees between two examples")
      .argument("[run]", "run folder; default the newest"),
  )
    .option("--between <i:j,..>", "pairs of examples by number, a row each", pairs, [
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
    ] as const)
    .addOption(splitOption())
    .option("--steps <n>", "how many on the way, both ends counted", wholeNumber(2), 9)
    .addOption(
      new Option("--path <name>", "a line, or a great circle").choices(["linear", "spherical"]).default("linear"),
    )
    .option("--out <file>", "where to write them; pictures default to interpolation.png, text to the terminal")
    .option("--json", "print { run, rows, steps, path, file?, lines?, columns? }")
    .addHelpText(
      "after",
      "\nExamples\n  elbo interpolate\n  elbo interpolate --between 3:18 --steps 16 --path spherical",
    )
    .action(async (run: string | undefined, options: InterpolateOptions) => {
      const { between, split, steps, path, out, json, parts } = options;
      const { vae, folder } = await openModel(run, parts);
      try {
        checkWalkable(vae, "interpolate between");
        const ends = between.flat();
        const examples = await readChosen(vae, split, ends);
        const codes = rowsOf(vae, await vae.encode(examples), ends.length);
        const way = path === "linear" ? linear : spherical;
        const rows = between.flatMap((_, pair) =>
          Array.from({ length: steps }, (_, i) =>
            way(codes[2 * pair] as Float32Array, codes[2 * pair + 1] as Float32Array, i / (steps - 1)),
          ),
        );
        // A conditional model keeps what the first of a pair is conditioned on.
        const conditionOf = rows.map((_, i) => 2 * Math.floor(i / steps));
        const x = await decodeRows(vae, rows, { examples, conditionOf, count: ends.length });
        const presented = await present(vae, x, { columns: steps });
        const print = (text: string) => void (json || process.stdout.write(text));
        const file = await deliver(presented, out, writeWhole, print, "interpolation.png");
        const about = { run: folder, rows: between.length, steps, path, ...(file ? { file } : {}) };
        if (json) {
          const lines = "lines" in presented ? presented : {};
          process.stdout.write(`${JSON.stringify({ ...about, ...lines })}\n`);
        } else if (file) process.stdout.write(`${between.length} ways of ${steps} steps: ${file}\n`);
      } finally {
        await vae.close();
      }
    });
