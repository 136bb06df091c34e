import { codecOf, coderSettings, levelsOf, type Member, netCoder, type Written, writeArchive } from "@elbo/codec";
import { ConfigError, DataError } from "@elbo/spec";
import { Command } from "commander";
import { archiveProgress, sizeText } from "../archives/archive-progress.ts";
import { asPicture } from "../archives/as-picture.ts";
import { idxMember } from "../archives/idx-member.ts";
import { type InputFile, listFiles } from "../archives/list-files.ts";
import { openPacked, packOf, packVae } from "../archives/open-coder.ts";
import { pngMember, type Takes } from "../archives/png-member.ts";
import { splitMember } from "../archives/split-member.ts";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { type SplitName, splitOption } from "../config/split.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { writeStream } from "../output/write-stream.ts";
import { onInterrupt } from "../terminal/on-interrupt.ts";
import { version } from "../version.ts";

/** Numbers in a block, unless told: damage costs one block, and each block costs some 200 bytes and its chain's first bits. */
const BLOCK = 2 ** 23;

interface CompressOptions {
  readonly out: string;
  readonly model?: string;
  readonly split?: SplitName;
  readonly count?: number;
  readonly withModel?: boolean;
  readonly block?: number;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

const where = "elbo compress";

/** `elbo compress`: pictures to one archive, with a model as their law. */
export const compressCommand = (): Command =>
  withParts(
    new Command("compress")
      .description("Compress pictures without loss, with a trained model")
      .argument("[files...]", "PNG and IDX files, or folders of them"),
  )
    .requiredOption("-o, --out <file>", "the archive to write, FILE.elbo")
    .option("--model <run>", "run folder, or an archive that holds its model; default the newest run")
    .addOption(splitOption().default(undefined, "files"))
    .option("--count <n>", "of a split, only the first n examples", wholeNumber(1))
    .option("--with-model", "put the model's nets into the archive, so that it needs no run to be opened")
    .option("--block <n>", "examples in a block; default eight million numbers' worth", wholeNumber(1))
    .option(
      "--json",
      "print { archive, files, pictures, examples, bytes, initialBits, rawBytes, modelBytes, model, bitsPerDimension, seconds }",
    )
    .addHelpText(
      "after",
      `
Pixels come back bit for bit; names too. Other contents of a PNG file (its palette, comments, colour profile) are dropped.
Pictures of other sizes than the model's are cut into tiles of it.

Examples
  elbo compress photos/ -o photos.elbo
  elbo compress t10k-images-idx3-ubyte -o mnist.elbo --model runs/2026-01-31-0900-mnist --with-model
  elbo compress --split test -o test.elbo`,
    )
    .action(async (inputs: readonly string[], options: CompressOptions) => {
      if (inputs.length > 0 === (options.split !== undefined)) {
        throw new ConfigError("it is not clear what to compress", {
          where,
          expected: "files, or --split of the model's data",
          received: inputs.length > 0 ? "both" : "neither",
        });
      }
      const files = await listFiles(inputs);
      const { signal, release } = onInterrupt("Stopping; nothing is written. Press Ctrl-C again to stop at once.");
      const opened = options.split ? await openModel(options.model, options.parts) : undefined;
      try {
        const packed = opened ? await packVae(opened.vae, opened.folder) : await packOf(options.model, options.parts);
        codecOf(packed.model.likelihood.family);
        const takes: Takes = { tile: asPicture(packed.model.x.shape), levels: levelsOf(packed.model) };
        const members = opened
          ? [splitMember(opened.vae, { name: options.split as SplitName, count: options.count }, takes.levels)]
          : await Promise.all(files.map((file) => memberOf(file, takes)));
        const nets = await openPacked(packed, coderSettings);
        const volume = takes.tile.height * takes.tile.width * takes.tile.channels;
        const progress = archiveProgress(process.stderr, { volume, word: "compressing" });
        try {
          const { sha256, name } = packed;
          const pieces = writeArchive({
            header: {
              model: { sha256, name },
              inside: options.withModel ?? false,
              versions: { elbo: version, ...nets.versions },
              ...takes,
              coder: { ...coderSettings },
            },
            ...(options.withModel ? { model: packed.packed } : {}),
            members,
            coder: netCoder(nets, coderSettings),
            blockExamples: options.block ?? Math.max(1, Math.round(BLOCK / volume)),
            onProgress: progress.onProgress,
            signal,
          });
          const began = performance.now();
          const written = await writeStream(options.out, pieces);
          const seconds = (performance.now() - began) / 1000;
          progress.stop();
          report(written, { options, members, seconds, model: { name, sha256, bytes: packed.packed.length } });
        } catch (error) {
          if (!signal.aborted) throw error;
          progress.stop();
          process.stderr.write("Interrupted; nothing was written.\n");
          process.exitCode = exitCodes.interrupted;
        } finally {
          progress.stop();
          await nets.close();
        }
      } finally {
        release();
        await opened?.vae.close();
      }
    });

/** A PNG or IDX file as a member. @throws DataError for any other file. */
async function memberOf(file: InputFile, takes: Takes): Promise<Member> {
  const member = (await pngMember(file, takes)) ?? (await idxMember(file, takes));
  if (member) return member;
  throw new DataError("neither a PNG nor an IDX file", {
    where: file.path,
    remedy: "Leave it out, or convert it: JPEG pictures and gzip'ed files are compressed already.",
  });
}

interface Context {
  readonly options: CompressOptions;
  readonly members: readonly Member[];
  readonly seconds: number;
  readonly model: { readonly name: string; readonly sha256: string; readonly bytes: number };
}

/** Says what the archive came to. */
function report(written: Written, { options, members, seconds, model }: Context): void {
  const { files, pictures, examples, bytes, initialBits } = written;
  const rawBytes = members.reduce((sum, { count, size }) => sum + count * size.height * size.width * size.channels, 0);
  const gross = (8 * bytes) / rawBytes;
  const net = (8 * bytes - initialBits) / rawBytes;
  if (options.json) {
    const { name, sha256, bytes: modelBytes } = model;
    const about = { archive: options.out, files, pictures, examples, bytes, initialBits, rawBytes, modelBytes };
    const value = { ...about, model: { name, sha256 }, bitsPerDimension: { gross, net }, seconds };
    process.stdout.write(`${JSON.stringify(value)}\n`);
    return;
  }
  const inside = options.withModel ? "inside" : `not counted, ${sizeText(model.bytes)}`;
  process.stdout.write(
    `${options.out}: ${sizeText(bytes)} for ${sizeText(rawBytes)} of pixels, ${gross.toFixed(3)} bits each; model ${model.name}, ${inside}\n`,
  );
}
