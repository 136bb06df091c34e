import {
  type CoderModel,
  codecOf,
  coderSettings,
  familyOf,
  levelsOf,
  type Member,
  netCoder,
  type Written,
  writeArchive,
} from "@elbo/codec";
import { ConfigError, DataError } from "@elbo/spec";
import { Command } from "commander";
import { archiveProgress, sizeText } from "../archives/archive-progress.ts";
import { asPicture } from "../archives/as-picture.ts";
import { idxMember } from "../archives/idx-member.ts";
import { type InputFile, listFiles } from "../archives/list-files.ts";
import { numbersIn } from "../archives/numbers-in.ts";
import { openPacked, packOf, packVae } from "../archives/open-coder.ts";
import { pngMember, type Takes } from "../archives/png-member.ts";
import { splitMember, splitText } from "../archives/split-member.ts";
import { textFileMember } from "../archives/text-member.ts";
import { wholeNumber } from "../config/count.ts";
import { withParts } from "../config/model-options.ts";
import { openModel } from "../config/open-model.ts";
import { noSplitBesideFiles, type SplitName, splitOption } from "../config/split.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { counted } from "../output/counted.ts";
import { keepInputs } from "../output/keep-inputs.ts";
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
  readonly latentsFirst?: boolean;
  readonly json?: boolean;
  readonly parts?: readonly string[];
}

const where = "elbo compress";

/** `elbo compress`: pictures or lines of text to one archive, with a model as their law. */
export const compressCommand = (): Command =>
  withParts(
    new Command("compress")
      .description("Compress pictures or text without loss, with a trained model")
      .argument("[files...]", "PNG and IDX files, text files for a model of text, or folders of them"),
  )
    .requiredOption("-o, --out <file>", "the archive to write, FILE.elbo")
    .option("--model <run>", "run folder, or an archive that holds its model; default the newest run")
    .addOption(splitOption().default(undefined, "files"))
    .option("--count <n>", "of a split, only the first n examples", wholeNumber(1))
    .option("--with-model", "put the model's nets into the archive, so that it needs no run to be opened")
    .option("--block <n>", "examples in a block; default eight million numbers' worth", wholeNumber(1))
    .option(
      "--latents-first",
      "bits back with all latents first, also where the model allows Bit-Swap; the same rate, more bits to begin with",
    )
    .option(
      "--json",
      "print { archive, files, pictures, examples, bytes, initialBits, rawBytes, modelBytes, kept, model, bitsPerDimension, seconds }",
    )
    .addHelpText(
      "after",
      `
Pixels come back bit for bit; names too. Other contents of a PNG file (its palette, comments, colour profile) are dropped.
Pictures of other sizes than the model's are cut into tiles of it. Text files come back byte for byte; lines that the model cannot
write are kept beside the others as they are.

Examples
  elbo compress photos/ -o photos.elbo
  elbo compress t10k-images-idx3-ubyte -o mnist.elbo --model runs/2026-01-31-0900-mnist --with-model
  elbo compress lines.txt -o lines.elbo --model runs/2026-01-31-0900-names
  elbo compress --split test -o test.elbo`,
    )
    .action(async (inputs: readonly string[], options: CompressOptions, command: Command) => {
      if (inputs.length > 0 === (options.split !== undefined)) {
        throw new ConfigError("it is not clear what to compress", {
          where,
          expected: "files, or --split of the model's data",
          received: inputs.length > 0 ? "both" : "neither",
        });
      }
      if (!options.split) noSplitBesideFiles(command, ["count"]);
      const files = await listFiles(inputs);
      await keepInputs([...inputs, ...files.map(({ path }) => path)], [options.out]);
      const { signal, release } = onInterrupt("Stopping; nothing is written. Press Ctrl-C again to stop at once.");
      const opened = options.split ? await openModel(options.model, options.parts) : undefined;
      try {
        const packed = opened ? await packVae(opened.vae, opened.folder) : await packOf(options.model, options.parts);
        const { model } = packed;
        codecOf(familyOf(model));
        const takes: Takes = { tile: asPicture(model.x.shape), levels: levelsOf(model) };
        const members = opened
          ? [await splitOfModel(opened.vae, options, model)]
          : await membersOf(files, takes, model);
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
            coder: netCoder(nets, { ...coderSettings, latentsFirst: options.latentsFirst ?? false }),
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

/** A split of the model's own data. */
const splitOfModel = (
  vae: Parameters<typeof splitMember>[0],
  { split, count }: Pick<CompressOptions, "split" | "count">,
  model: CoderModel,
): Promise<Member> | Member =>
  model.text
    ? splitText(vae, { name: split as SplitName, count }, model)
    : splitMember(vae, { name: split as SplitName, count }, levelsOf(model));

/** A PNG or IDX file as a member, for a model of text a text file. @throws DataError for any other file. */
async function memberOf(file: InputFile, takes: Takes, model: CoderModel): Promise<Member> {
  if (model.text) return textFileMember(file, model);
  const member = (await pngMember(file, takes)) ?? (await idxMember(file, takes));
  if (member) return member;
  throw new DataError("neither a PNG nor an IDX file", {
    where: file.path,
    remedy: "Leave it out, or convert it: JPEG pictures and gzip'ed files are compressed already.",
  });
}

/** Files as members, one after the other: folders hold more files than a process may have open. */
async function membersOf(files: readonly InputFile[], takes: Takes, model: CoderModel): Promise<readonly Member[]> {
  const members: Member[] = [];
  for (const file of files) members.push(await memberOf(file, takes, model));
  return members;
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
  const rawBytes = members.reduce((sum, member) => sum + numbersIn(member, member.count), 0);
  const kept = members.reduce((sum, { beside = [] }) => sum + beside.length, 0);
  const gross = (8 * bytes) / rawBytes;
  const net = (8 * bytes - initialBits) / rawBytes;
  if (options.json) {
    const { name, sha256, bytes: modelBytes } = model;
    const about = { archive: options.out, files, pictures, examples, bytes, initialBits, rawBytes, modelBytes };
    const value = { ...about, kept, model: { name, sha256 }, bitsPerDimension: { gross, net }, seconds };
    process.stdout.write(`${JSON.stringify(value)}\n`);
    return;
  }
  const inside = options.withModel ? "inside" : `not counted, ${sizeText(model.bytes)}`;
  const beside = kept > 0 ? `; ${counted(kept, "line")} kept as is, which the model cannot write` : "";
  const rate = rawBytes > 0 ? `, ${gross.toFixed(3)} bits each` : "";
  process.stdout.write(
    `${options.out}: ${sizeText(bytes)} for ${sizeText(rawBytes)}${rate}${beside}; model ${model.name}, ${inside}\n`,
  );
}
