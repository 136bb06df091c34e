import type { Vae } from "@elbo/vae";
import { Command, InvalidArgumentError } from "commander";
import { type ConditionTexts, conditionNumbers, conditionOption } from "../config/condition.ts";
import { wholeNumber } from "../config/count.ts";
import { noiseOption, type PlacedDamage } from "../config/damage.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { checkWritable } from "../output/check-writable.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { checkPngName } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";
import { hiddenPixels } from "../pictures/damaged-picture.ts";
import { restoredText, restoreLines } from "../restoring/restore-lines.ts";
import { deviationMap, picturePng, restorationStrip, restorePicture } from "../restoring/restore-picture.ts";
import { longWork } from "../terminal/long-work.ts";

interface RestoreOptions {
  readonly mask?: string;
  readonly noise?: readonly PlacedDamage[];
  readonly downscaled?: number;
  readonly text?: string;
  readonly hidden: string;
  readonly out?: string;
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

/** Fields of the condition, as numbers. */
function conditionOf({ dataset }: Vae, texts: ConditionTexts | undefined) {
  const { classes } = dataset as { readonly classes?: readonly string[] };
  return texts ? { condition: conditionNumbers(texts, classes) } : {};
}

async function restoreText(text: string, options: RestoreOptions): Promise<void> {
  const { out, hidden, draws, seed, model, json, parts } = options;
  const wrong = (["mask", "noise", "downscaled", "uncertainty", "strip", "overlap"] as const).find(
    (name) => options[name] !== undefined,
  );
  if (wrong !== undefined) throw new InvalidArgumentError(`--${wrong} is for pictures: leave it away, or --text.`);
  await keepInputs([text], [out]);
  await checkWritable(out);
  const { vae, folder } = await openModel(model, parts);
  try {
    const lines = await longWork("restoring", (work) =>
      restoreLines(vae, { text, hidden, draws, seed: BigInt(seed), ...conditionOf(vae, options.condition), ...work }),
    );
    if (!lines) return;
    const likeliest = lines.map(({ restored }) => `${restored[0]?.text}\n`).join("");
    if (out !== undefined) await writeWhole(out, likeliest);
    const about = { run: folder, lines, ...(out === undefined ? {} : { file: out }) };
    process.stdout.write(json ? `${JSON.stringify(about)}\n` : out === undefined ? restoredText(lines) : `${out}\n`);
  } finally {
    await vae.close();
  }
}

async function restoreFile(file: string, options: RestoreOptions): Promise<void> {
  const { mask, noise = [], downscaled: factor, out = "restored.png", uncertainty, strip } = options;
  const { draws, overlap, seed, model, json, parts } = options;
  if (mask === undefined && noise.length === 0 && factor === undefined) {
    throw new InvalidArgumentError(
      "Say what is wrong with the picture: --mask FILE, --noise NAME:NUMBER or --downscaled FACTOR.",
    );
  }
  for (const name of [out, uncertainty, strip]) if (name !== undefined) checkPngName(name);
  await keepInputs(mask === undefined ? [file] : [file, mask], [out, uncertainty, strip]);
  await checkWritable(out, uncertainty, strip);
  const { vae, folder } = await openModel(model, parts);
  try {
    const restored = await longWork("restoring", (work) =>
      restorePicture(vae, {
        file,
        mask,
        noise,
        factor: factor ?? 1,
        overlap,
        draws,
        seed: BigInt(seed),
        ...conditionOf(vae, options.condition),
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
}

/** `elbo restore`: a damaged picture, filled in and cleaned by what a model knows, or a line with hidden symbols. */
export const restoreCommand = (): Command =>
  withParts(
    new Command("restore")
      .description("Restore a damaged picture, or a line of text, with a trained model of others like it")
      .argument("[picture]", "PNG or JPEG, as large as the model's pictures or larger"),
  )
    .option("--mask <file>", "a picture of the same size: white is to be filled in, black stays as it is")
    .option(
      "--noise <name:number>",
      "what else was done to it: gaussian:SIGMA, values in 0..1, salt-pepper:PROBABILITY, or jpeg:QUALITY",
      noiseOption,
    )
    .option("--downscaled <factor>", "it was made so many times smaller; what comes out is larger", wholeNumber(2))
    .option("--text <line>", "in place of a picture: a line, or a text file of lines, with _ for each hidden symbol")
    .option("--hidden <sign>", "with --text: what stands for a hidden symbol", "_")
    .option("-o, --out <file>", "where to write what is restored; default restored.png, and the terminal for text")
    .option("--uncertainty <file>", "also the standard deviation of each pixel: black is 0, white 0.5 of the range")
    .option("--strip <file>", "also a picture to look at: damaged, restored, four draws, deviations")
    .option("--draws <n>", "draws from what it may have been", wholeNumber(1), 16)
    .option("--overlap <pixels>", "of the tiles of a larger picture; default a quarter of a tile", wholeNumber(0))
    .option("--condition <field=value,..>", "what a conditional model is given", conditionOption)
    .option("--seed <n>", "another seed gives other draws", wholeNumber(0), 1)
    .option("--model <run>", "run folder; default the newest")
    .option(
      "--json",
      "print { run, file, height, width, channels, tiles, draws, hidden, deviation, taken, uncertainty?, strip? }, for text { run, lines: [{ text, restored, hidden, draws, effective }], file? }",
    )
    .addHelpText(
      "after",
      "\nExamples\n  elbo restore photo.png --mask scratch.png -o whole.png\n  elbo restore noisy.png --noise gaussian:0.2 --uncertainty map.png\n  elbo restore small.png --downscaled 2\n  elbo restore --text mar_a",
    )
    .action(async (file: string | undefined, options: RestoreOptions) => {
      if ((file === undefined) === (options.text === undefined)) {
        throw new InvalidArgumentError("Name either a picture, or a line by --text.");
      }
      if (options.text !== undefined) await restoreText(options.text, options);
      else await restoreFile(file as string, options);
    });
