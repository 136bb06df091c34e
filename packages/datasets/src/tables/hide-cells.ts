import { z } from "zod";
import { randomStream } from "../randomness/random-stream.ts";

/** Config field: how many cells to hide. */
export const hideField = z
  .number()
  .min(0)
  .lt(1)
  .default(0)
  .describe("Share of the cells that is hidden at random by `seed`, as if missing: what an imputation is measured on");

/** Which cells to hide: a share of all, and the seed that chooses them. */
export interface Hiding {
  readonly share: number;
  readonly seed: number;
}

/**
 * Which of a row's `width` cells are hidden (1): each by itself with probability `share` (missing completely at random), a
 * function of the seed, the row's number in the file and the column alone.
 */
export function hiddenCells(row: number, width: number, { share, seed }: Hiding): Uint8Array {
  const next = randomStream({ seed: BigInt(seed), path: "hide", index: row });
  return Uint8Array.from({ length: width }, () => (next() < share * 2 ** 32 ? 1 : 0));
}

/** `values` `[row, width]` with NaN where a cell is hidden; the very same array when none is. */
export function hideCells(values: Float64Array, width: number, hiding: Hiding): Float64Array {
  if (hiding.share === 0) return values;
  const left = Float64Array.from(values);
  for (let row = 0; row < values.length / width; row++) {
    for (const [column, hidden] of hiddenCells(row, width, hiding).entries()) {
      if (hidden) left[row * width + column] = Number.NaN;
    }
  }
  return left;
}
