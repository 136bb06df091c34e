import type { Message } from "../ans/message.ts";
import { powerOfTwo } from "../exact/frequencies.ts";
import type { Symbols } from "../nets/nets.ts";

/** The laws of a vector of symbols, as whole numbers. */
export interface SymbolCodec {
  /** Symbols in the vector. */
  readonly count: number;
  /** Each is in 0..levels - 1. */
  readonly levels: number;
  /** Masses are multiples of 2^-precision. */
  readonly precision: number;
  /**
   * Mass of the symbols below `symbol` at `element`, times 2^precision: 0 at 0, 2^precision at `levels`, rising by at least 1 a
   * symbol. It may look at the symbols of elements before this one.
   */
  start(element: number, symbol: number): number;
}

/** Pushes symbols `[count]`; popped, they come in the same order. */
export function pushSymbols(message: Message, codec: SymbolCodec, symbols: Symbols): void {
  message.push(codec.count, codec.precision, (element, into) => {
    const symbol = symbols[element] as number;
    into.start = codec.start(element, symbol);
    into.frequency = codec.start(element, symbol + 1) - into.start;
  });
}

/** Pops `codec.count` symbols, by bisection of each law's starts. */
export function popSymbols(message: Message, codec: SymbolCodec, symbols: Symbols): void {
  message.pop(codec.count, codec.precision, (element, value, into) => {
    let [low, high] = [0, codec.levels];
    let [start, end] = [0, powerOfTwo(codec.precision)];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      const at = codec.start(element, middle);
      if (at <= value) {
        low = middle;
        start = at;
      } else {
        high = middle;
        end = at;
      }
    }
    symbols[element] = low;
    into.start = start;
    into.frequency = end - start;
  });
}
