/** Everything that a stretch of random numbers depends on. */
export interface StreamKey {
  readonly seed: bigint;
  /** Says what the numbers are for, so that two uses of one seed share nothing. */
  readonly path: string;
  readonly step?: number;
  readonly index?: number;
}

const mix = (state: number, word: number): number => {
  let h = Math.imul(state ^ word, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/**
 * Four 32-bit words from a key, for the generator sfc32. Each word takes in every part of the key, so neighbouring
 * seeds, steps and indices start far apart.
 */
export function streamState({ seed, path, step = 0, index = 0 }: StreamKey): [number, number, number, number] {
  const words = [Number(seed & 0xffffffffn) | 0, Number((seed >> 32n) & 0xffffffffn) | 0, step | 0, index | 0];
  words.push(Math.floor(step / 2 ** 32) | 0, Math.floor(index / 2 ** 32) | 0);
  let where = path.length;
  for (let i = 0; i < path.length; i++) where = mix(where, path.charCodeAt(i));
  const word = (start: number) => words.reduce(mix, mix(start, where));
  return [word(0x243f6a88), word(0x85a308d3), word(0x13198a2e), word(0x03707344)];
}

/**
 * Random unsigned 32-bit integers by sfc32 (Doty-Humphrey's small fast counting generator, PractRand).
 * Integer arithmetic only: the same numbers on every machine.
 */
export function randomStream(key: StreamKey): () => number {
  let [a, b, c, d] = streamState(key);
  const next = () => {
    const out = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** Standard normal numbers by Box and Muller's transform of a `randomStream`. */
export function normalStream(key: StreamKey): () => number {
  const next = randomStream(key);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log((next() + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * next()) / 2 ** 32;
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
