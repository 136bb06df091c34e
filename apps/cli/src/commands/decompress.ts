import { type Archive, decodeBlock, netCoder, openArchive, walkBlocks } from "@elbo/codec";
import { DataError } from "@elbo/spec";
import { Command } from "commander";
import { archiveProgress } from "../archives/archive-progress.ts";
import { type Checked, checkArchive, damageText, examplesIn, filesIn } from "../archives/check-archive.ts";
import { settingsOf } from "../archives/coder-settings.ts";
import { fileSource } from "../archives/file-source.ts";
import { modelFor, openPacked } from "../archives/open-coder.ts";
import { type PartialFile, restoreFiles } from "../archives/restore-files.ts";
import { withParts } from "../config/model-options.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { counted } from "../output/counted.ts";
import { makeFolder } from "../runs/make-folder.ts";
import { onInterrupt } from "../terminal/on-interrupt.ts";

interface DecompressOptions {
  readonly out: string;
  readonly model?: string;
  readonly salvage?: boolean;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo decompress`: the files of an archive. */
export const decompressCommand = (): Command =>
  withParts(
    new Command("decompress")
      .description("Restore the files of an archive, bit for bit")
      .argument("<archive>", "a file that `elbo compress` wrote"),
  )
    .requiredOption(
      "-o, --out <folder>",
      "where the files go; made when it is not there, files of equal names are replaced",
    )
    .option(
      "--model <run>",
      "run folder, or an archive that holds the model; default the archive's own, else the newest run",
    )
    .option("--salvage", "of a damaged archive, restore what its whole blocks hold; the exit code is 3 nevertheless")
    .option(
      "--json",
      "print { archive, folder, files, partial: [{ name, pictures, of }], damages: [{ offset, until?, why }], seconds }",
    )
    .addHelpText(
      "after",
      "\nExamples\n  elbo decompress photos.elbo -o photos\n  elbo decompress damaged.elbo -o rescued --salvage",
    )
    .action(async (file: string, { out, model, salvage = false, json = false, parts }: DecompressOptions) => {
      const source = await fileSource(file);
      const { signal, release } = onInterrupt("Stopping. Press Ctrl-C again to stop at once.");
      try {
        const archive = await openArchive(source, file);
        const checked = await checkArchive(archive);
        if (checked.damages.length > 0 && !salvage) throw damaged(file, checked);
        const packed = await modelFor(archive, model, parts);
        const settings = settingsOf(archive);
        const nets = await openPacked(packed, settings);
        const restorer = restoreFiles(out, packed.model.text?.symbols);
        const began = performance.now();
        try {
          await makeFolder(out);
          await restore(archive, { coder: netCoder(nets, settings), take: restorer.take, checked, signal });
          const { written, partial } = await restorer.finish();
          const seconds = (performance.now() - began) / 1000;
          report({ file, out, written, partial, checked, seconds, json });
        } catch (error) {
          await restorer.abandon();
          if (!signal.aborted) throw error;
          process.stderr.write("Interrupted; files restored so far are whole.\n");
          process.exitCode = exitCodes.interrupted;
        } finally {
          await nets.close();
        }
      } finally {
        release();
        await source.close();
      }
    });

/** What to say of an archive that is not whole. */
function damaged(where: string, checked: Checked): DataError {
  const [first] = checked.damages;
  const { whole, names } = filesIn(checked);
  return new DataError("the archive is damaged, so nothing was restored", {
    where,
    received: first ? damageText(first) : "no end",
    remedy: `--salvage restores what is whole: ${counted(whole, "file")}${whole < names.length ? `, and ${names.length - whole} in part` : ""}.`,
  });
}

interface Restoring {
  readonly coder: Parameters<typeof decodeBlock>[2];
  readonly take: ReturnType<typeof restoreFiles>["take"];
  readonly checked: Checked;
  readonly signal: AbortSignal;
}

/** Decodes every whole block, and hands on its pictures. */
async function restore(archive: Archive, { coder, take, checked, signal }: Restoring): Promise<void> {
  const { tile } = archive.header;
  const total = examplesIn(checked);
  const volume = tile.height * tile.width * tile.channels;
  const progress = archiveProgress(process.stderr, { volume, word: "restoring" });
  let before = 0;
  try {
    for await (const step of walkBlocks(archive)) {
      if (step.step !== "block") continue;
      signal.throwIfAborted();
      const onProgress = (done: number) => progress.onProgress({ done: before + done, total });
      const where = `${archive.where}, block ${step.index}`;
      for (const restored of await decodeBlock(archive.header, step, coder, { where, signal, onProgress }))
        await take(restored);
      before += step.table.examples;
    }
  } finally {
    progress.stop();
  }
}

interface Outcome {
  readonly file: string;
  readonly out: string;
  readonly written: readonly string[];
  readonly partial: readonly PartialFile[];
  readonly checked: Checked;
  readonly seconds: number;
  readonly json: boolean;
}

/** Says what was restored; a damaged archive ends with the code of data that is broken, whatever was saved. */
function report({ file, out, written, partial, checked: { damages }, seconds, json }: Outcome): void {
  if (json) {
    const told = damages.map(({ offset, until, why }) => ({ offset, ...(until === undefined ? {} : { until }), why }));
    const value = { archive: file, folder: out, files: written, partial, damages: told, seconds };
    process.stdout.write(`${JSON.stringify(value)}\n`);
  } else {
    process.stdout.write(`${counted(written.length, "file")} restored: ${out}\n`);
    for (const { name, pictures, of } of partial) process.stdout.write(`${name}: the first ${pictures} of ${of}\n`);
  }
  if (damages.length === 0) return;
  process.exitCode = exitCodes.data;
  process.stderr.write(
    `elbo: ${file}: the archive is damaged, ${damages.map(damageText).join("; ")}. What was whole is restored.\n`,
  );
}
