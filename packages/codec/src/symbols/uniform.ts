import { powerOfTwo } from "../exact/frequencies.ts";
import type { SymbolCodec } from "./symbol-codec.ts";

/** `count` symbols of exactly `bits` bits each. */
export const uniformCodec = (count: number, bits: number): SymbolCodec => ({
  count,
  levels: powerOfTwo(bits),
  precision: bits,
  start: (_element, symbol) => symbol,
});
