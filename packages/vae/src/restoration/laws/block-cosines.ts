/** Pixels along a side of a block. */
export const BLOCK = 8;

/** One row of a transform: a cosine over a stretch of pixels. */
interface Cosine {
  /** `[length]` */
  readonly row: Float64Array;
  /** 0..7: which cosine of a whole block it is, or comes closest to. */
  readonly frequency: number;
  /** False where a border cuts the block. */
  readonly whole: boolean;
}

/**
 * The orthonormal cosine transform (DCT-II) of pixels along one side, block by block; blocks begin at `offset` and a multiple of 8
 * before and behind it. A block that a border cuts is transformed as what is left of it.
 */
export function blockCosines(length: number, offset: number): readonly Cosine[] {
  const found: Cosine[] = [];
  for (let start = (offset % BLOCK) - BLOCK; start < length; start += BLOCK) {
    const [from, to] = [Math.max(0, start), Math.min(length, start + BLOCK)];
    const size = to - from;
    for (let k = 0; k < size; k++) {
      const row = new Float64Array(length);
      const scale = Math.sqrt((k === 0 ? 1 : 2) / size);
      for (let i = 0; i < size; i++) row[from + i] = scale * Math.cos((Math.PI * (2 * i + 1) * k) / (2 * size));
      found.push({ row, frequency: Math.round((k * BLOCK) / size), whole: size === BLOCK });
    }
  }
  return found;
}

/** Steps of the luminance table of JPEG (ITU-T T.81, table K.1), row by row, for quality 50. */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
] as const;

/** The step of a coefficient, of pixels in 0..255, at a quality of 1 to 100 as the Independent JPEG Group's library scales it. */
export function stepOf(quality: number, vertical: number, horizontal: number): number {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const step = Math.floor(((LUMINANCE[BLOCK * vertical + horizontal] as number) * scale + 50) / 100);
  return Math.min(255, Math.max(1, step));
}
