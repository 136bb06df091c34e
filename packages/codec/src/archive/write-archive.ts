import { DataError } from "@elbo/spec";
import { countTiles, cutTiles } from "../pictures/tiles.ts";
import { encodeBlock } from "./block.ts";
import { contentSeal, sealMembers } from "./content-seal.ts";
import { deflateJson } from "./deflate.ts";
import { type ArchiveEnd, type ArchiveHeader, type Part, preamble, type Table } from "./header.ts";
import { fromUint32, joinBytes } from "./join-bytes.ts";
import type { Member } from "./member.ts";
import { hex, seal } from "./seal.ts";

/** How a block's coding goes on. */
export interface Watching {
  readonly signal?: AbortSignal | undefined;
  /** Told of examples that are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** An entropy coder of examples with a model, one block at a time. */
export interface BlockCoder {
  /** Examples `[example, ...tile]` to their code, and the bits in it that the chain began with. */
  encode(
    examples: Uint8Array,
    count: number,
    watching?: Watching,
  ): Promise<{ readonly code: Uint8Array; readonly initialBits: number }>;
  /** The examples of a code. */
  decode(code: Uint8Array, count: number, watching?: Watching): Promise<Uint8Array>;
}

/** How far a compression or decompression is. */
export interface ArchiveProgress {
  /** Examples that are done, out of `total`. */
  readonly done: number;
  readonly total: number;
  /** Bytes of the archive so far. */
  readonly bytes: number;
}

/** What makes an archive. */
export interface ArchiveContent {
  readonly header: Omit<ArchiveHeader, "blockExamples" | "content">;
  /** The model's nets, when they go into the archive. */
  readonly model?: Uint8Array;
  readonly members: readonly Member[];
  readonly coder: BlockCoder;
  /** A block is closed when it holds so many examples, or four million letters beside them. Whole pictures only. */
  readonly blockExamples: number;
  readonly onProgress?: (progress: ArchiveProgress) => void;
  readonly signal?: AbortSignal;
}

/** What an archive came to. */
export interface Written extends ArchiveEnd {
  readonly bytes: number;
  /** Bits that the chains of all blocks began with: without them, each further example would cost as much. */
  readonly initialBits: number;
}

/** Pictures that wait for their block to be full. */
interface Waiting {
  tiles: Uint8Array[];
  parts: Part[];
  examples: number;
  /** Letters of what stands between examples. */
  letters: number;
}

/** A block with so many letters between its examples is closed: its table is read as a whole. */
const MOST_LETTERS = 0x400000;

const nothing = (): Waiting => ({ tiles: [], parts: [], examples: 0, letters: 0 });

/**
 * Writes an archive piece by piece; no more than a block of pictures is held. Files are read twice: first to seal them.
 *
 * @throws DataError when a file changed in between; whatever the members, the coder or the signal throw: what was written so far is then no archive.
 */
export async function* writeArchive(content: ArchiveContent): AsyncGenerator<Uint8Array, Written> {
  const { model, members, coder, blockExamples, onProgress, signal } = content;
  const { tile } = content.header;
  const total = members.reduce((sum, { count, size }) => sum + count * countTiles(size, tile), 0);
  const start = preamble();
  const header: ArchiveHeader = { ...content.header, blockExamples, content: await sealMembers(members, signal) };
  const headerPayload = new TextEncoder().encode(JSON.stringify(header));
  const id = seal(start, headerPayload);
  const blocks: number[] = [];
  const counts = { files: 0, pictures: 0, examples: 0 };
  const read = contentSeal();
  let [bytes, index, begun] = [0, 0, 0];
  const counted = (written: Uint8Array) => {
    bytes += written.length;
    return written;
  };
  yield counted(start);
  yield counted(encodeBlock(start, "header", index++, headerPayload));
  if (model) yield counted(encodeBlock(id, "model", index++, model));

  let waiting = nothing();
  const flush = async () => {
    const { tiles, parts, examples } = waiting;
    waiting = nothing();
    signal?.throwIfAborted();
    const pixels = joinBytes(tiles);
    const before = counts.examples;
    const { code, initialBits } = await coder.encode(pixels, examples, {
      signal,
      onProgress: (done) => onProgress?.({ done: before + done, total, bytes }),
    });
    begun += initialBits;
    const table: Table = { examples, seal: hex(seal(pixels)), initialBits, parts };
    const described = deflateJson(table);
    const payload = joinBytes([fromUint32(described.length), described, code]);
    blocks.push(bytes);
    counts.examples += examples;
    const block = counted(encodeBlock(id, "data", index++, payload));
    onProgress?.({ done: counts.examples, total, bytes });
    return block;
  };
  for (const member of members) {
    const { name, about, size, count, beside = [] } = member;
    let [first, told] = [0, 0];
    read.file(member);
    for await (const picture of member.read()) {
      let part = waiting.parts.at(-1);
      if (part?.name !== name) {
        part = { name, about, size, count, first, pictures: 0 };
        waiting.parts.push(part);
      }
      part.pictures++;
      for (; told < beside.length && ((beside[told]?.[0] as number) <= first || first === count - 1); told++) {
        const [before, what] = beside[told] as (typeof beside)[number];
        part.beside ??= [];
        part.beside.push([before, what]);
        waiting.letters += what.length;
      }
      read.picture(picture);
      waiting.tiles.push(cutTiles(picture, size, tile));
      waiting.examples += countTiles(size, tile);
      first++;
      if (waiting.examples >= blockExamples || waiting.letters >= MOST_LETTERS) yield await flush();
    }
    counts.files++;
    counts.pictures += first;
  }
  if (waiting.examples > 0) yield await flush();
  if (read.text() !== header.content) {
    throw new DataError("a file changed while it was compressed, so there is no archive", {
      where: "codec/archive",
      remedy: "Start again when nothing writes to the files.",
    });
  }
  const end: ArchiveEnd = { ...counts, blocks };
  yield counted(encodeBlock(id, "end", index, deflateJson(end)));
  return { ...end, bytes, initialBits: begun };
}
