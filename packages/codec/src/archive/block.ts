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
 * A block: `type`, `index` and length of the payload, their seal; the payload; the seal of all. Seals also cover `id`, which is
 * the archive's own, so that a block of another archive is no block of this one.
 */
export function encodeBlock(id: Uint8Array, type: BlockType, index: number, payload: Uint8Array): Uint8Array {
  const facts = joinBytes([fromUint32(blockTypes[type]), fromUint32(index), fromUint32(payload.length)]);
  return joinBytes([facts, seal(id, facts), payload, seal(id, facts, payload)]);
}

/** What stands at a place of an archive. */
export type Found =
  | { readonly type: BlockType; readonly payload: Uint8Array; readonly next: number }
  /** Not the block that was awaited. `next`: where the following one begins, when the length can be trusted. */
  | { readonly damage: string; readonly next?: number; readonly type?: BlockType };

const typeNames = new Map(Object.entries(blockTypes).map(([name, value]) => [value as number, name as BlockType]));

/** Reads block number `index` at `offset`, and checks its seals. */
export async function readBlock(source: ByteSource, offset: number, index: number, id: Uint8Array): Promise<Found> {
  if (offset >= source.size) return { damage: "the file ends before the archive does" };
  const head = await source.read(offset, FACTS + SEAL);
  if (head.length < FACTS + SEAL) return { damage: "the file ends within a block" };
  const facts = head.subarray(0, FACTS);
  const type = typeNames.get(uint32At(facts, 0));
  if (!sameBytes(head.subarray(FACTS), seal(id, facts)) || type === undefined) {
    return { damage: "bytes were changed, lost or added" };
  }
  if (uint32At(facts, 4) !== index)
    return { damage: `block ${uint32At(facts, 4)} stands where block ${index} belongs` };
  const length = uint32At(facts, 8);
  const next = offset + length + BLOCK_FRAME;
  if (next > source.size) return { damage: "the file ends within a block", type };
  const rest = await source.read(offset + FACTS + SEAL, length + SEAL);
  const payload = rest.subarray(0, length);
  if (!sameBytes(rest.subarray(length), seal(id, facts, payload))) {
    return { damage: "bytes were changed, lost or added", next, type };
  }
  return { type, payload, next };
}
