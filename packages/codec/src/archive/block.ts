import { preamble } from "./header.ts";
import { fromUint32, joinBytes, uint32At } from "./join-bytes.ts";
import { SEAL, sameBytes, seal } from "./seal.ts";

/** What a block holds, as the number at its beginning. */
export const blockTypes = { header: 1, model: 2, data: 3, end: 4 } as const;

/** Names of what blocks hold. */
export type BlockType = keyof typeof blockTypes;

/** Type, index and length, four bytes each. */
const FACTS = 12;

/** Bytes around a payload: its facts with a seal, and the seal of the whole. */
export const BLOCK_FRAME = FACTS + 2 * SEAL;

/** A place to read bytes from: a file, a buffer, a Blob. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes in memory as a source. */
export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (offset, length) => bytes.subarray(offset, offset + length),
});

/**
 * A block: `type`, `index` and length of the payload, their seal; the payload; the seal of all. The last also covers `id`, which
 * is the archive's own and follows from all that it holds: a block of another archive is no block of this one, and one of this
 * archive says where it belongs. The first is the same in all archives, so that a strange block can be stepped over.
 */
export function encodeBlock(id: Uint8Array, type: BlockType, index: number, payload: Uint8Array): Uint8Array {
  const facts = joinBytes([fromUint32(blockTypes[type]), fromUint32(index), fromUint32(payload.length)]);
  return joinBytes([facts, seal(preamble(), facts), payload, seal(id, facts, payload)]);
}

/** What stands at a place of an archive. */
export type Found =
  | { readonly type: BlockType; readonly index: number; readonly payload: Uint8Array; readonly next: number }
  /** No whole block. The rest is told when it can be trusted; `next`: where the following block begins. */
  | { readonly damage: string; readonly type?: BlockType; readonly index?: number; readonly next?: number };

const typeNames = new Map(Object.entries(blockTypes).map(([name, value]) => [value as number, name as BlockType]));

/** Reads the block at `offset`, and checks its seals. */
export async function readBlock(source: ByteSource, offset: number, id: Uint8Array): Promise<Found> {
  if (offset >= source.size) return { damage: "the file ends before the archive does" };
  const head = await source.read(offset, FACTS + SEAL);
  if (head.length < FACTS + SEAL) return { damage: "the file ends within a block" };
  const facts = head.subarray(0, FACTS);
  const type = typeNames.get(uint32At(facts, 0));
  if (!sameBytes(head.subarray(FACTS), seal(preamble(), facts)) || type === undefined) {
    return { damage: "bytes were changed, lost or added" };
  }
  const [index, length] = [uint32At(facts, 4), uint32At(facts, 8)];
  const next = offset + length + BLOCK_FRAME;
  if (next > source.size) return { damage: "the file ends within a block", type, index };
  const rest = await source.read(offset + FACTS + SEAL, length + SEAL);
  const payload = rest.subarray(0, length);
  if (!sameBytes(rest.subarray(length), seal(id, facts, payload))) {
    return { damage: "bytes were changed, or it belongs to another archive", type, index, next };
  }
  return { type, index, payload, next };
}
