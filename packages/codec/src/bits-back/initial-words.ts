import type { Supply } from "../ans/message.ts";

/** A word that looks random, always the same for the same index: the finaliser of MurmurHash3 (Appleby 2011). */
export function randomWord(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b9);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** States that a chain begins with, `[lane]`: 2^31 and 31 bits that look random. */
export const initialHeads = (lanes: number): BigUint64Array =>
  BigUint64Array.from({ length: lanes }, (_, lane) => (1n << 31n) | BigInt(randomWord(0x40000000 + lane) >>> 1));

/** The words that a chain takes as it begins: first the whole words of `auxiliary`, then words that look random. */
export function initialWords(auxiliary: Uint8Array = new Uint8Array()): Supply {
  const view = new DataView(auxiliary.buffer, auxiliary.byteOffset, auxiliary.length);
  const whole = Math.floor(auxiliary.length / 4);
  return (index) => (index < whole ? view.getUint32(4 * index, true) : randomWord(index));
}
