import { Command } from "commander";
import { type ConditionTexts, conditionNumbers, conditionOption } from "../config/condition.ts";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SamplerOptions, samplerOf, withSampler } from "../config/sampler.ts";
import { deliver, present } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";

interface SampleOptions extends SamplerOptions {
  readonly count: number;
  readonly out?: string;
  readonly seed: number;
  readonly condition?: ConditionTexts;
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
      "\nExamples\n  elbo sample\n  elbo sample --count 100 --out grid.png --seed 7\n  elbo sample --condition label=3\n  elbo sample --sampler mixture --components 10",
    )
    .action(async (run: string | undefined, options: SampleOptions) => {
      const { count, out, seed, condition, json, parts } = options;
      const { vae, folder } = await openModel(run, parts);
      try {
        const { classes } = vae.dataset as { readonly classes?: readonly string[] };
        const asked = condition ? { condition: conditionNumbers(condition, classes) } : {};
        const { x, condition: used } = await vae.sample(count, { seed: BigInt(seed), ...asked, ...samplerOf(options) });
        const presented = await present(vae, x, { columns: Math.ceil(Math.sqrt(count)) });
        const print = (text: string) => void (json || process.stdout.write(text));
        const file = await deliver(presented, out, writeWhole, print, "samples.png");
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
