import {
  bytesSource,
  coderSettings,
  decodeBlock,
  levelsOf,
  modelHash,
  netCoder,
  openArchive,
  openNets,
  type PictureSize,
  unpackModel,
  walkBlocks,
  writeArchive,
} from "@elbo/codec";
import { fetchModelFile, wasmRuntime } from "./runtime.ts";

/** A picture in black (0) and white (1), `[height, width]`. */
export interface Coins {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Pictures to archives and back, with the model of digits. */
export interface Archives {
  open(): Promise<void>;
  /** The bytes of an archive. */
  compress(picture: Coins): Promise<Uint8Array>;
  /** The picture of an archive. @throws Error of one sentence for a damaged one, another model's, or one of more than `most` pixels. */
  restore(archive: Uint8Array, most: number): Promise<Coins>;
}

const MODEL = "digits/coder.bin";

async function openCoder() {
  const packed = new Uint8Array(await fetchModelFile(MODEL));
  const model = unpackModel(packed, MODEL);
  const nets = await openNets(wasmRuntime, model, coderSettings);
  const [height = 1, width = 1] = model.x.shape;
  const tile: PictureSize = { height, width, channels: 1 };
  return { tile, levels: levelsOf(model), sha256: modelHash(packed), nets, coder: netCoder(nets, coderSettings) };
}

export function createArchives(): Archives {
  let coder: ReturnType<typeof openCoder> | undefined;
  const opened = () => {
    coder ??= openCoder();
    return coder;
  };
  return {
    open: async () => {
      await opened();
    },
    compress: async ({ height, width, pixels }) => {
      const { tile, levels, sha256, nets, coder: block } = await opened();
      const parts: Uint8Array[] = [];
      const pieces = writeArchive({
        header: {
          model: { sha256, name: "digits" },
          inside: false,
          versions: nets.versions,
          tile,
          levels,
          coder: { ...coderSettings },
        },
        members: [
          {
            name: "picture.png",
            about: { format: "png", step: 255 },
            size: { height, width, channels: 1 },
            count: 1,
            read: async function* () {
              yield pixels;
            },
          },
        ],
        coder: block,
        blockExamples: 2 ** 20,
      });
      for await (const piece of pieces) parts.push(piece);
      return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    },
    restore: async (bytes, most) => {
      const { sha256, coder: block } = await opened();
      const archive = await openArchive(bytesSource(bytes), "The archive");
      if (archive.header.model.sha256 !== sha256) throw new Error("The archive was made with another model.");
      let found: Coins | undefined;
      for await (const step of walkBlocks(archive)) {
        if (step.step === "damage") throw new Error(`The archive is damaged: ${step.why}.`);
        if (step.step !== "block" || found) continue;
        const held = step.table.parts.reduce((sum, { size, pictures }) => sum + pictures * size.height * size.width, 0);
        if (held > most) {
          throw new Error(
            `The archive holds more than ${most.toLocaleString("en")} pixels: open it with elbo decompress.`,
          );
        }
        const [restored] = await decodeBlock(archive.header, step, block, { where: "The archive" });
        const { height = 0, width = 0 } = restored?.part.size ?? {};
        found = { height, width, pixels: restored?.pictures[0] ?? new Uint8Array() };
      }
      if (!found) throw new Error("The archive holds no picture.");
      return found;
    },
  };
}
