import type { CorruptionConfig } from "@elbo/vae";
import { Command, InvalidArgumentError } from "commander";
import { type ConditionTexts, conditionNumbers, conditionOption } from "../config/condition.ts";
import { wholeNumber } from "../config/count.ts";
import { noiseOption } from "../config/damage.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { checkPngName } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";
import { hiddenPixels } from "../pictures/damaged-picture.ts";
import { deviationMap, picturePng, restorationStrip, restorePicture } from "../restoring/restore-picture.ts";
import { longWork } from "../terminal/long-work.ts";

interface RestoreOptions {
  readonly mask?: string;
  readonly noise?: readonly CorruptionConfig[];
  readonly downscaled?: number;
  readonly out: string;
  readonly uncertainty?: string;
  readonly strip?: string;
  readonly draws: number;
  readonly overlap?: number;
  readonly condition?: ConditionTexts;
  readonly seed: number;
  readonly model?: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo restore`: a damaged picture, filled in and cleaned by what a model knows. */
export const restoreCommand = (): Command =>
  withParts(
    new Command("restore")
      .description("Restore a damaged picture with a trained model of pictures like it")
      .argument("<picture>", "PNG or JPEG, as large as the model's pictures or larger"),
  )
    .option("--mask <file>", "a picture of the same size: white is to be filled in, black stays as it is")
    .option(
      "--noise <name:number>",
      "what else was done to it: gaussian:SIGMA, values in 0..1, or salt-pepper:PROBABILITY",
      noiseOption,
    )
    .option("--downscaled <factor>", "it was made so many times smaller; what comes out is larger", wholeNumber(2))
    .option("-o, --out <file>", "where to write the restored picture", "restored.png")
    .option("--uncertainty <file>", "also the standard deviation of each pixel: black is 0, white 0.5 of the range")
    .option("--strip <file>", "also a picture to look at: damaged, restored, four draws, deviations")
    .option("--draws <n>", "draws from what it may have been", wholeNumber(1), 16)
    .option("--overlap <pixels>", "of the tiles of a larger picture; default a quarter of a tile", wholeNumber(0))
    .option("--condition <field=value,..>", "what a conditional model is given", conditionOption)
    .option("--seed <n>", "another seed gives other draws", wholeNumber(0), 1)
    .option("--model <run>", "run folder; default the newest")
    .option(
      "--json",
      "print { run, file, height, width, channels, tiles, draws, hidden, deviation, taken, uncertainty?, strip? }",
    )
    .addHelpText(
      "after",
      "\nExamples\n  elbo restore photo.png --mask scratch.png -o whole.png\n  elbo restore noisy.png --noise gaussian:0.2 --uncertainty map.png\n  elbo restore small.png --downscaled 2",
    )
    .action(async (file: string, options: RestoreOptions) => {
      const {
        mask,
        noise = [],
        downscaled: factor,
        out,
        uncertainty,
        strip,
        draws,
        overlap,
        seed,
        model,
        json,
        parts,
      } = options;
      if (mask === undefined && noise.length === 0 && factor === undefined) {
        throw new InvalidArgumentError(
          "Say what is wrong with the picture: --mask FILE, --noise NAME:NUMBER or --downscaled FACTOR.",
        );
      }
      for (const name of [out, uncertainty, strip]) if (name !== undefined) checkPngName(name);
      const { vae, folder } = await openModel(model, parts);
      try {
        const { classes } = vae.dataset as { readonly classes?: readonly string[] };
        const restored = await longWork("restoring", (work) =>
          restorePicture(vae, {
            file,
            mask,
            noise,
            factor: factor ?? 1,
            overlap,
            draws,
            seed: BigInt(seed),
            ...(options.condition ? { condition: conditionNumbers(options.condition, classes) } : {}),
            ...work,
          }),
        );
        if (!restored) return;
        const { shape, damaged, deviation, taken } = restored;
        await writeWhole(out, picturePng(restored.mean, shape));
        if (uncertainty !== undefined) await writeWhole(uncertainty, picturePng(deviationMap(deviation), shape));
        if (strip !== undefined) await writeWhole(strip, restorationStrip(restored));
        const unsure = deviation.filter((v) => v > 0);
        const mean = unsure.reduce((a, b) => a + b, 0) / unsure.length;
        const [height, width, channels] = shape;
        const hidden = hiddenPixels(damaged);
        const tiles = damaged.tiling.corners.length;
        const size = { height, width, channels };
        if (json) {
          const files = { ...(uncertainty ? { uncertainty } : {}), ...(strip ? { strip } : {}) };
          const about = { run: folder, file: out, ...size, tiles, draws, hidden, deviation: mean, taken, ...files };
          process.stdout.write(`${JSON.stringify(about)}\n`);
          return;
        }
        const what = `${width}x${height} pixels${hidden > 0 ? `, ${hidden} of those that came hidden` : ""}`;
        process.stdout.write(`${out}: ${what}, restored ones deviate by ${mean.toFixed(3)} on average\n`);
      } finally {
        await vae.close();
      }
    });
