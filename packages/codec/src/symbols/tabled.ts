import { precisionOf, startsOfWeights } from "../exact/frequencies.ts";
import type { SymbolCodec } from "./symbol-codec.ts";

/** A codec from all masses of an element at once: `fill` writes weights `[level]`, not all 0, in any scale. */
export function tabledCodec(
  count: number,
  levels: number,
  fill: (element: number, weights: Float64Array) => void,
): SymbolCodec {
  const precision = precisionOf(levels);
  const weights = new Float64Array(levels);
  const starts = new Uint32Array(levels + 1);
  let known = -1;
  return {
    count,
    levels,
    precision,
    start: (element, symbol) => {
      if (element !== known) {
        fill(element, weights);
        startsOfWeights(weights, precision, starts);
        known = element;
      }
      return starts[symbol] as number;
    },
  };
}
