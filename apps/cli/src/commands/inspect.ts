import { openArchive } from "@elbo/codec";
import { Command } from "commander";
import { sizeText } from "../archives/archive-progress.ts";
import { type Checked, checkArchive, damageText, examplesIn, filesIn } from "../archives/check-archive.ts";
import { fileSource } from "../archives/file-source.ts";
import { numbersIn } from "../archives/numbers-in.ts";
import { shownName } from "../archives/shown-name.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { counted } from "../output/counted.ts";
import { table } from "../terminal/table.ts";

/** Numbers of all pictures, bytes of all text. */
const dimensionsOf = ({ blocks }: Checked): number =>
  blocks.flatMap((block) => block.table.parts).reduce((sum, part) => sum + numbersIn(part, part.pictures), 0);

/** `elbo inspect`: what an archive says of itself, and whether it is whole. */
export const inspectCommand = (): Command =>
  new Command("inspect")
    .description("Show what an archive holds, and check it for damage; no model is needed")
    .argument("<archive>", "a file that `elbo compress` wrote")
    .option("--files", "list the files")
    .option(
      "--json",
      "print { archive, bytes, model, inside, versions, tile, levels, blockExamples, content, coder, examples, dimensions, bitsPerDimension, files, blocks, damages }",
    )
    .addHelpText(
      "after",
      "\nA damaged archive ends with the exit code 3.\n\nExamples\n  elbo inspect photos.elbo --files",
    )
    .action(async (file: string, { files: list = false, json = false }: { files?: boolean; json?: boolean }) => {
      const source = await fileSource(file);
      try {
        const archive = await openArchive(source, file);
        const checked = await checkArchive(archive);
        const { header } = archive;
        const damages = archive.modelDamage
          ? [
              { step: "damage" as const, index: 1, offset: 0, why: `the model inside: ${archive.modelDamage}` },
              ...checked.damages,
            ]
          : checked.damages;
        const dimensions = dimensionsOf(checked);
        const initialBits = checked.blocks.reduce((sum, block) => sum + block.table.initialBits, 0);
        const bitsPerDimension = {
          gross: (8 * source.size) / dimensions,
          net: (8 * source.size - initialBits) / dimensions,
        };
        const { whole, names } = filesIn(checked);
        if (json) {
          const value = {
            archive: file,
            bytes: source.size,
            ...header,
            examples: examplesIn(checked),
            dimensions,
            bitsPerDimension,
            files: names,
            blocks: checked.blocks.map(({ offset, bytes, table: { examples } }) => ({ offset, bytes, examples })),
            damages: damages.map(({ offset, why }) => ({ offset, why })),
          };
          process.stdout.write(`${JSON.stringify(value)}\n`);
        } else {
          const { tile, levels, model, inside, versions } = header;
          const rows = [
            ["archive", `${file}, ${sizeText(source.size)}`],
            ["model", `${model.name}, sha256 ${model.sha256}${inside ? ", inside" : ""}`],
            ["sees", `${tile.height} x ${tile.width} x ${tile.channels}, ${levels} levels`],
            [
              "versions",
              Object.entries(versions)
                .map((pair) => pair.join(" "))
                .join(", "),
            ],
            ["files", `${names.length}${whole < names.length ? `, ${whole} of them whole` : ""}`],
            ["blocks", `${checked.blocks.length}, ${counted(examplesIn(checked), "example")}`],
            [
              "rate",
              `${bitsPerDimension.gross.toFixed(4)} bits per dimension, ${bitsPerDimension.net.toFixed(4)} without the chains' first bits`,
            ],
            ["state", damages.length === 0 ? "whole" : "damaged"],
          ];
          process.stdout.write(`${table(rows)}\n`);
          if (list) process.stdout.write(`${names.map(shownName).join("\n")}\n`);
        }
        if (damages.length === 0) return;
        process.exitCode = exitCodes.data;
        process.stderr.write(`elbo: ${file}: the archive is damaged, ${damages.map(damageText).join("; ")}\n`);
      } finally {
        await source.close();
      }
    });
