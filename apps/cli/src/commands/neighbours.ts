import { imageGrid } from "@elbo/bench";
import { nearestRows } from "@elbo/metrics";
import { type Field, NotSupportedError, type Numbers } from "@elbo/spec";
import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { noSplitBesideFiles, type SplitName, splitOption } from "../config/split.ts";
import { codeSize, encodeSource } from "../examples/encode-source.ts";
import { splitExamples } from "../examples/example-source.ts";
import { ownExamples } from "../examples/own-examples.ts";
import { checkWritable } from "../output/check-writable.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { checkPngName } from "../output/present.ts";
import { writeWhole } from "../output/write-whole.ts";
import { longWork } from "../terminal/long-work.ts";
import { table } from "../terminal/table.ts";

/** Where the strip goes, unless told. */
const FILE = "neighbours.png";

interface NeighboursOptions {
  readonly among?: string;
  readonly split: SplitName;
  readonly model?: string;
  readonly count: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo neighbours`: which examples lie nearest to a person's own, by their codes. */
export const neighboursCommand = (): Command =>
  withParts(
    new Command("neighbours")
      .description("Find what lies nearest to a picture or a text, by the distance of codes")
      .argument("<file>", "a picture; for a model of text a text file's first line, or the text itself"),
  )
    .option("--among <path>", "where to look: a folder of pictures or a text file; default a split of the model's data")
    .addOption(splitOption().default("train"))
    .option("--model <run>", "run folder; default the newest")
    .option("--count <n>", "how many", wholeNumber(1), 8)
    .option("--out <file>", "where a strip of pictures goes, the asked one first; default neighbours.png")
    .option("--json", "print { run, asked, among, neighbours: [{ name, distance }], file? }")
    .addHelpText(
      "after",
      "\nExamples\n  elbo neighbours cat.png --among photos\n  elbo neighbours marianne --count 5\n  elbo neighbours cat.png --split test --out near.png",
    )
    .action(async (asked: string, options: NeighboursOptions, command: Command) => {
      const { among, split, model, count, out, json, parts } = options;
      if (among !== undefined) noSplitBesideFiles(command, ["split"]);
      await keepInputs(among === undefined ? [asked] : [asked, among], [out ?? FILE]);
      const { vae, folder } = await openModel(model, parts);
      try {
        const { shape } = vae.dataset.fields.x as Field;
        const file = vae.texts || shape.length !== 3 ? undefined : (out ?? FILE);
        if (file === undefined && out !== undefined) {
          throw new NotSupportedError("only pictures make a strip", { where: out, remedy: "Leave --out away." });
        }
        if (file !== undefined) checkPngName(file);
        await checkWritable(file);
        const query = await ownExamples(vae, asked, { line: true });
        const source = among === undefined ? await splitExamples(vae, split) : await ownExamples(vae, among);
        const codes = await longWork("encoding", (work) => encodeSource(vae, source, work));
        if (!codes) return;
        const columns = codeSize(vae);
        const one = { ...query, names: query.names.slice(0, 1) };
        const near = nearestRows({ values: codes, columns }, await encodeSource(vae, one), count);
        const neighbours = near.map(({ row, distance }) => ({ name: source.names[row] as string, distance }));
        if (file !== undefined) {
          const pictures: Numbers[] = [(await query.read(0, 1)).x as Numbers];
          for (const { row } of near) pictures.push((await source.read(row, 1)).x as Numbers);
          const values = Float32Array.from(pictures.flatMap((x) => Array.from(x)));
          await writeWhole(
            file,
            imageGrid(values, { shape: shape as [number, number, number], columns: near.length + 1 }),
          );
        }
        if (json) {
          const about = { run: folder, asked, among: among ?? split, neighbours, ...(file ? { file } : {}) };
          process.stdout.write(`${JSON.stringify(about)}\n`);
          return;
        }
        const rows = neighbours.map(({ name, distance }, i) => [`${i + 1}`, distance.toFixed(3), name]);
        process.stdout.write(`${table([["", "distance", source.unit], ...rows])}\n${file ? `\n${file}\n` : ""}`);
      } finally {
        await vae.close();
      }
    });
