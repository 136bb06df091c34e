import { Command, InvalidArgumentError } from "commander";
import { type ConditionTexts, conditionNumbers, conditionOption } from "../config/condition.ts";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SamplerOptions, samplerOf, withSampler } from "../config/sampler.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { deliver, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";
import { readPictures } from "../pictures/picture-examples.ts";

/** Where pictures go, unless told. */
const FILE = "samples.png";

/** Rows and columns. */
type Grid = readonly [number, number];

const gridOption = (text: string): Grid => {
  const sides = text.split("x").map(Number);
  if (sides.length === 2 && sides.every((side) => Number.isInteger(side) && side > 0)) return sides as unknown as Grid;
  throw new InvalidArgumentError("It reads ROWSxCOLUMNS: 8x8.");
};

interface SampleOptions extends SamplerOptions {
  readonly count: number;
  readonly out?: string;
  readonly seed: number;
  readonly condition?: ConditionTexts;
  readonly grid?: Grid;
  readonly like?: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo sample`: examples from the prior or a fitted sampler, as a PNG grid, lines of text, or rows of numbers. */
export const sampleCommand = (): Command =>
  withSampler(
    withParts(
      new Command("sample").description("Generate examples").argument("[run]", "run folder; default the newest"),
    ),
  )
    .option("--count <n>", "how many", wholeNumber(1), 64)
    .option("--grid <rows x columns>", "as many as fill it, e.g. 8x8; in place of --count", gridOption)
    .option("--like <picture>", "draws of what a picture of yours may be to the model: its posterior, not the prior")
    .option("--out <file>", "where to write them; pictures default to samples.png, text to the terminal")
    .option("--seed <n>", "another seed gives other examples", wholeNumber(0), 1)
    .option(
      "--condition <field=value,..>",
      "what a conditional model is given, values in turn; default those of random training examples",
      conditionOption,
    )
    .option("--json", "print { run, count, condition?, file?, lines?, columns? }")
    .addHelpText(
      "after",
      "\nExamples\n  elbo sample\n  elbo sample --count 100 --out grid.png --seed 7\n  elbo sample --grid 4x8 --like mine.png\n  elbo sample --condition label=3\n  elbo sample --sampler mixture --components 10",
    )
    .action(async (run: string | undefined, options: SampleOptions) => {
      const { grid, like, out, seed, condition, json, parts } = options;
      await keepInputs(like === undefined ? [] : [like], [out ?? FILE]);
      const [count, columns] = grid
        ? [grid[0] * grid[1], grid[1]]
        : [options.count, Math.ceil(Math.sqrt(options.count))];
      const { vae, folder } = await openModel(run, parts);
      try {
        const { classes } = vae.dataset as { readonly classes?: readonly string[] };
        const asked = condition ? { condition: conditionNumbers(condition, classes) } : {};
        const around = like === undefined ? {} : { like: { x: await readPictures(vae, [like]) } };
        const { x, condition: used } = await vae.sample(count, {
          seed: BigInt(seed),
          ...asked,
          ...around,
          ...samplerOf(options),
        });
        const presented = await present(vae, x, { columns });
        const print = (text: string) => void (json || process.stdout.write(text));
        const file = await deliver(presented, out, writeWhole, print, FILE);
        if (json) {
          const lines = "lines" in presented ? presented : {};
          const given = Object.entries(used).map(([field, values]) => [field, Array.from(values)]);
          const about = given.length ? { condition: Object.fromEntries(given) } : {};
          process.stdout.write(
            `${JSON.stringify({ run: folder, count, ...about, ...(file ? { file } : {}), ...lines })}\n`,
          );
        } else if (file) process.stdout.write(`${count} samples: ${file}\n`);
      } finally {
        await vae.close();
      }
    });
