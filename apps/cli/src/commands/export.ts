import { join } from "node:path";
import { Command } from "commander";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { writeTogether } from "../output/write-together.ts";
import { makeFolder } from "../runs/make-folder.ts";

interface ExportOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

/** `elbo export`: the model's programs as ONNX files. */
export const exportCommand = (): Command =>
  withParts(
    new Command("export")
      .description("Write the model as ONNX files, for any batch size")
      .argument("[run]", "run folder; default the newest"),
  )
    .option("--out <folder>", "where to write them; made when it is not there", "onnx")
    .option("--json", "print { run, folder, files: [{ file, about, bytes, ports }], refused: [{ name, reason }] }")
    .addHelpText("after", "\nExamples\n  elbo export\n  elbo export runs/2026-01-31-0900-mnist --out site/model")
    .action(async (run: string | undefined, { out, json, parts }: ExportOptions) => {
      const { vae, folder } = await openModel(run, parts);
      try {
        const { files, refused } = await vae.export();
        await makeFolder(out);
        await writeTogether(out, files);
        if (json) {
          const about = files.map(({ bytes, ...rest }) => ({ ...rest, bytes: bytes.length }));
          process.stdout.write(`${JSON.stringify({ run: folder, folder: out, files: about, refused })}\n`);
          return;
        }
        for (const { file, about, bytes } of files)
          process.stdout.write(`${join(out, file)}  ${about}, ${(bytes.length / 1e6).toFixed(2)} MB\n`);
        for (const { name, reason } of refused) process.stdout.write(`no ${name}.onnx: ${reason}\n`);
      } finally {
        await vae.close();
      }
    });
