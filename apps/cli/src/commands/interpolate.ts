import { Command, InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SplitName, splitOption } from "../config/split.ts";
import { linear, spherical } from "../latents/between.ts";
import { checkWalkable, decodeRows, readChosen, rowsOf } from "../latents/walk.ts";
import { counted } from "../output/counted.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { deliver, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";
import { readPictures } from "../pictures/picture-examples.ts";

/** Where pictures go, unless told. */
const FILE = "interpolation.png";

/** Pairs of examples by number, one after the other, or of picture files. */
type Ends = { readonly numbers: readonly number[] } | { readonly files: readonly string[] };

const picture = /\.(png|jpe?g)$/i;

const endsOption = (text: string): Ends => {
  const files = text.split(",");
  if (files.length % 2 === 0 && files.every((file) => picture.test(file))) return { files };
  const numbers = files.flatMap((pair) => {
    const ends = pair.split(":").map(Number);
    if (ends.length === 2 && ends.every((n) => Number.isInteger(n) && n >= 0)) return ends;
    throw new InvalidArgumentError("It reads pairs of example numbers, 0:1,2:3, or of picture files, a.png,b.png.");
  });
  return { numbers };
};

interface InterpolateOptions {
  readonly between: Ends;
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
    .option(
      "--between <ends>",
      "pairs of examples by number, 0:1,2:3, or of your pictures, a.png,b.png, a row each",
      endsOption,
      {
        numbers: [0, 1, 2, 3, 4, 5, 6, 7],
      },
    )
    .addOption(splitOption())
    .option("--steps <n>", "how many on the way, both ends counted", wholeNumber(2), 9)
    .addOption(
      new Option("--path <name>", "a line, or a great circle").choices(["linear", "spherical"]).default("linear"),
    )
    .option("--out <file>", "where to write them; pictures default to interpolation.png, text to the terminal")
    .option("--json", "print { run, rows, steps, path, file?, lines?, columns? }")
    .addHelpText(
      "after",
      "\nExamples\n  elbo interpolate\n  elbo interpolate --between 3:18 --steps 16 --path spherical\n  elbo interpolate --between me.png,you.png",
    )
    .action(async (run: string | undefined, options: InterpolateOptions) => {
      const { between, split, steps, path, out, json, parts } = options;
      await keepInputs("files" in between ? between.files : [], [out ?? FILE]);
      const { vae, folder } = await openModel(run, parts);
      try {
        checkWalkable(vae, "interpolate between");
        const count = "files" in between ? between.files.length : between.numbers.length;
        const examples =
          "files" in between
            ? { x: await readPictures(vae, between.files) }
            : await readChosen(vae, split, between.numbers);
        const codes = rowsOf(vae, await vae.encode(examples), count);
        const way = path === "linear" ? linear : spherical;
        const rows = Array.from({ length: count / 2 }, (_, pair) => pair).flatMap((pair) =>
          Array.from({ length: steps }, (_, i) =>
            way(codes[2 * pair] as Float32Array, codes[2 * pair + 1] as Float32Array, i / (steps - 1)),
          ),
        );
        // A conditional model keeps what the first of a pair is conditioned on.
        const conditionOf = rows.map((_, i) => 2 * Math.floor(i / steps));
        const x = await decodeRows(vae, rows, { examples, conditionOf, count });
        const presented = await present(vae, x, { columns: steps });
        const print = (text: string) => void (json || process.stdout.write(text));
        const file = await deliver(presented, out, writeWhole, print, FILE);
        const about = { run: folder, rows: count / 2, steps, path, ...(file ? { file } : {}) };
        if (json) {
          const lines = "lines" in presented ? presented : {};
          process.stdout.write(`${JSON.stringify({ ...about, ...lines })}\n`);
        } else if (file) process.stdout.write(`${counted(count / 2, "way")} of ${counted(steps, "step")}: ${file}\n`);
      } finally {
        await vae.close();
      }
    });
