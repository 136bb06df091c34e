import { eachChunk, noiseKernels } from "./kernels.ts";
import type { PhiloxKey } from "./key.ts";

/** Fills each row of length `row` with a random order of 0..row-1 (Fisher and Yates), by whole-number arithmetic. */
export function fillPermutations(out: Float32Array, key: PhiloxKey, first: number, row: number): void {
  const words = new Uint32Array(out.length);
  const { words32 } = noiseKernels();
  eachChunk(first, out.length, key, ({ at, from, size }) => {
    words.set(words32.subarray(from, from + size), at);
  });
  for (let start = 0; start < out.length; start += row) {
    for (let i = 0; i < row; i++) out[start + i] = i;
    for (let i = row - 1; i > 0; i--) {
      const j = Math.floor(((words[start + i] as number) * (i + 1)) / 2 ** 32);
      const held = out[start + i] as number;
      out[start + i] = out[start + j] as number;
      out[start + j] = held;
    }
  }
}
