/** The words that a noise stream is keyed by: two of the counter, two of the key. */
export interface PhiloxKey {
  readonly c2: number;
  readonly c3: number;
  readonly k0: number;
  readonly k1: number;
}

/** FNV-1a with a final mix (MurmurHash3's), 32 bits. */
function hash(text: string, basis: number): number {
  let h = basis;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Seed, step and 64 bits of the path's hash. */
export function philoxKey(seed: bigint, step: number, path: string): PhiloxKey {
  return {
    c2: step >>> 0,
    c3: hash(path, 0x811c9dc5),
    k0: Number(BigInt.asUintN(32, seed)),
    k1: (Number(BigInt.asUintN(32, seed >> 32n)) ^ hash(path, 0x5bd1e995)) >>> 0,
  };
}
