import { z } from "zod";
import { fromUint32, joinBytes } from "./join-bytes.ts";

/** The form of archives that this program writes, and the only one that it reads. */
export const FORMAT = 2;

/** A byte above 127, a line end of each kind, an end-of-file mark: what a transfer as text would change. */
export const magic = Uint8Array.of(0x89, 0x45, 0x4c, 0x42, 0x4f, 0x0d, 0x0a, 0x1a);

/** How an archive begins. */
export const preamble = (): Uint8Array => joinBytes([magic, fromUint32(FORMAT)]);

/** Bytes before the first block. */
export const PREAMBLE = magic.length + 4;

const sealText = z.string().regex(/^[0-9a-f]{16}$/);

const size = z.strictObject({
  height: z.int().min(1),
  width: z.int().min(1),
  channels: z.int().min(1),
});

/** What an archive says of itself before anything else. */
export const headerSchema = z.strictObject({
  /** The model that drives the coder: SHA-256 of its nets, and what its run was called. */
  model: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), name: z.string() }),
  /** The model's nets are in the archive, as its second block. */
  inside: z.boolean(),
  /** Versions of what computed the nets: others may round differently. */
  versions: z.record(z.string(), z.string()),
  /** What the model takes at a time: `[height, width, channel]`. */
  tile: size,
  /** Every number is one of 0..levels - 1. */
  levels: z.int().min(2).max(256),
  /** A block is closed when it holds so many examples. */
  blockExamples: z.int().min(1),
  /** Seal of all files: their names, sizes and numbers. So other files make another archive, and its seals are others. */
  content: sealText,
  /** Settings of the entropy coder. */
  coder: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
});

/** The first block of an archive. */
export type ArchiveHeader = z.output<typeof headerSchema>;

/** Pictures of one file that stand in a block. */
const partSchema = z.strictObject({
  name: z.string().min(1),
  /** What whoever wrote the file needs to make it again. */
  about: z.record(z.string(), z.unknown()),
  size,
  /** Pictures in the file; the first of them here, and how many. */
  count: z.int().min(1),
  first: z.int().min(0),
  pictures: z.int().min(1),
  /** What stands between them as it is, and before which picture of the file. */
  beside: z.array(z.tuple([z.int().min(0), z.string()])).optional(),
});

/** Pictures of one file that stand in a block. */
export type Part = z.output<typeof partSchema>;

/** What a block of data says of itself. */
export const tableSchema = z.strictObject({
  /** Tiles. */
  examples: z.int().min(1),
  /** Seal of the tiles: whatever went wrong, other pixels are never taken for these. */
  seal: sealText,
  /** Bits in the code that its chain began with, and that more examples in the block would not add to. */
  initialBits: z.number().min(0),
  parts: z.array(partSchema).min(1),
});

/** What a block of data says of itself. */
export type Table = z.output<typeof tableSchema>;

/** The last block: what the archive holds in all, and where its blocks of data begin. */
export const endSchema = z.strictObject({
  files: z.int().min(0),
  pictures: z.int().min(0),
  examples: z.int().min(0),
  /** Bytes from the beginning of the archive. */
  blocks: z.array(z.int().min(0)),
});

/** The last block of an archive. */
export type ArchiveEnd = z.output<typeof endSchema>;
