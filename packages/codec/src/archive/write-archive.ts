import { countTiles, cutTiles, type PictureSize } from "../pictures/tiles.ts";
import { encodeBlock } from "./block.ts";
import { deflateJson } from "./deflate.ts";
import { type ArchiveEnd, type ArchiveHeader, type Part, preamble, type Table } from "./header.ts";
import { fromUint32, joinBytes } from "./join-bytes.ts";
import { hex, seal } from "./seal.ts";

/** A file of pictures of one size. */
export interface Member {
  /** Its path below the folder that it is restored in, with "/" between names. */
  readonly name: string;
  /** What whoever restores it wants to know, as JSON. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly size: PictureSize;
  /** Pictures in it. */
  readonly count: number;
  /** The pictures in order, `[height, width, channel]` each, numbers below the model's levels. */
  read(): AsyncIterable<Uint8Array>;
}

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
  readonly header: ArchiveHeader;
  /** The model's nets, when they go into the archive. */
  readonly model?: Uint8Array;
  readonly members: readonly Member[];
  readonly coder: BlockCoder;
  /** A block is closed when it holds so many examples. Whole pictures only. */
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
}

/**
 * Writes an archive piece by piece; no more than a block of pictures is held.
 *
 * @throws whatever the members, the coder or the signal throw: what was written so far is then no archive.
 */
export async function* writeArchive(content: ArchiveContent): AsyncGenerator<Uint8Array, Written> {
  const { header, model, members, coder, blockExamples, onProgress, signal } = content;
  const { tile } = header;
  const total = members.reduce((sum, { count, size }) => sum + count * countTiles(size, tile), 0);
  const start = preamble();
  const headerPayload = new TextEncoder().encode(JSON.stringify(header));
  const id = seal(start, headerPayload);
  const blocks: number[] = [];
  const counts = { files: 0, pictures: 0, examples: 0 };
  let [bytes, index, begun] = [0, 0, 0];
  const counted = (written: Uint8Array) => {
    bytes += written.length;
    return written;
  };
  yield counted(start);
  yield counted(encodeBlock(start, "header", index++, headerPayload));
  if (model) yield counted(encodeBlock(id, "model", index++, model));

  let waiting: Waiting = { tiles: [], parts: [], examples: 0 };
  const flush = async () => {
    const { tiles, parts, examples } = waiting;
    waiting = { tiles: [], parts: [], examples: 0 };
    signal?.throwIfAborted();
    const pixels = joinBytes(tiles);
    const before = counts.examples;
    const { code, initialBits } = await coder.encode(pixels, examples, {
      signal,
      onProgress: (done) => onProgress?.({ done: before + done, total, bytes }),
    });
    begun += initialBits;
    const table: Table = { examples, seal: hex(seal(pixels)), initialBits, parts };
    const described = await deflateJson(table);
    const payload = joinBytes([fromUint32(described.length), described, code]);
    blocks.push(bytes);
    counts.examples += examples;
    const block = counted(encodeBlock(id, "data", index++, payload));
    onProgress?.({ done: counts.examples, total, bytes });
    return block;
  };
  for (const member of members) {
    const { name, about, size, count } = member;
    let first = 0;
    for await (const picture of member.read()) {
      const last = waiting.parts.at(-1);
      if (last?.name === name) waiting.parts[waiting.parts.length - 1] = { ...last, pictures: last.pictures + 1 };
      else waiting.parts.push({ name, about, size, count, first, pictures: 1 });
      waiting.tiles.push(cutTiles(picture, size, tile));
      waiting.examples += countTiles(size, tile);
      first++;
      if (waiting.examples >= blockExamples) yield await flush();
    }
    counts.files++;
    counts.pictures += first;
  }
  if (waiting.examples > 0) yield await flush();
  const end: ArchiveEnd = { ...counts, blocks };
  yield counted(encodeBlock(id, "end", index, await deflateJson(end)));
  return { ...end, bytes, initialBits: begun };
}
