import { umap } from "@elbo/metrics";
import { DataError, type Field, type Numbers } from "@elbo/spec";
import { Command } from "commander";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { noSplitBesideFiles, type SplitName, splitOption } from "../config/split.ts";
import { codeSize, encodeSource } from "../examples/encode-source.ts";
import { splitExamples } from "../examples/example-source.ts";
import { ownExamples } from "../examples/own-examples.ts";
import { mapPage } from "../map/map-page.ts";
import { type Thumbnails, thumbnailsOf } from "../map/thumbnails.ts";
import { checkWritable } from "../output/check-writable.ts";
import { counted } from "../output/counted.ts";
import { keepInputs } from "../output/keep-inputs.ts";
import { writeWhole } from "../output/write-whole.ts";
import { longWork } from "../terminal/long-work.ts";

interface MapOptions {
  readonly files?: string;
  readonly split: SplitName;
  readonly count: number;
  readonly neighbours: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo map`: codes on a plane, as one page. */
export const mapCommand = (): Command =>
  withParts(
    new Command("map")
      .description("Draw a map of codes (UMAP) as one HTML file, with thumbnails")
      .argument("[run]", "run folder; default the newest"),
  )
    .addOption(splitOption())
    .option("--count <n>", "only the first n examples of the split", wholeNumber(3), 2000)
    .option("--files <path>", "your own: a folder of pictures, or a text file with an example a line")
    .option("--neighbours <n>", "how many neighbours of each the map tries to keep", wholeNumber(2), 15)
    .option("--seed <n>", "of the map's randomness", wholeNumber(0), 1)
    .option("--out <file>", "where to write it", "map.html")
    .option("--json", "print { run, split | files, examples, classes, file }")
    .addHelpText(
      "after",
      "\nFolders below --files are classes, with a colour each.\n\nExamples\n  elbo map\n  elbo map --files photos --out photos.html",
    )
    .action(async (run: string | undefined, options: MapOptions, command: Command) => {
      const { files, split, count, neighbours, seed, out, json, parts } = options;
      if (files !== undefined) noSplitBesideFiles(command);
      await keepInputs(files === undefined ? [] : [files], [out]);
      await checkWritable(out);
      const { vae, folder } = await openModel(run, parts);
      try {
        const source = files === undefined ? await splitExamples(vae, split, count) : await ownExamples(vae, files);
        if (source.names.length < 3) {
          throw new DataError("a map needs three examples or more", {
            where: files ?? `the ${split} split`,
            received: String(source.names.length),
          });
        }
        const codes = await longWork("encoding", (work) => encodeSource(vae, source, work));
        if (!codes) return;
        const points = { values: codes, columns: codeSize(vae) };
        const places = await longWork("mapping", (work) => umap(points, { seed: BigInt(seed), neighbours, ...work }));
        if (!places) return;
        const { shape } = vae.dataset.fields.x as Field;
        let thumbnails: Thumbnails | undefined;
        if (!vae.texts && shape.length === 3) {
          const read = async (first: number, many: number) => (await source.read(first, many)).x as Numbers;
          thumbnails = await thumbnailsOf(source.names.length, shape as [number, number, 1 | 3], read);
        }
        const { names, labels } = source;
        const title = `${names.length} codes of ${folder}`;
        const page = { title, names, places, ...(labels ? { labels } : {}), ...(thumbnails ? { thumbnails } : {}) };
        await writeWhole(out, mapPage(page));
        const classes = new Set(labels ?? []).size;
        if (json) {
          const what = files === undefined ? { split } : { files };
          process.stdout.write(
            `${JSON.stringify({ run: folder, ...what, examples: names.length, classes, file: out })}\n`,
          );
        } else process.stdout.write(`${counted(names.length, "example")} on a map: ${out}\n`);
      } finally {
        await vae.close();
      }
    });
