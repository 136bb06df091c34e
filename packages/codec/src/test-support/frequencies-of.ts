import { expect } from "vitest";
import type { SymbolCodec } from "../symbols/symbol-codec.ts";

/** Whole-number masses of an element, which must be at least 1 and sum to 2^precision. */
export function frequenciesOf(codec: SymbolCodec, element: number): number[] {
  const starts = Array.from({ length: codec.levels + 1 }, (_, k) => codec.start(element, k));
  expect([starts[0], starts.at(-1)]).toEqual([0, 2 ** codec.precision]);
  const frequencies = starts.slice(1).map((end, k) => end - (starts[k] as number));
  expect(Math.min(...frequencies)).toBeGreaterThanOrEqual(1);
  expect(frequencies.every(Number.isInteger)).toBe(true);
  return frequencies;
}
