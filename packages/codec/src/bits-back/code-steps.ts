import { DataError } from "@elbo/spec";
import type { Interval } from "../ans/message.ts";
import type { ElementSteps } from "../nets/nets.ts";
import { codecOf } from "../symbols/element-codecs.ts";
import { popSymbols, type SymbolCodec } from "../symbols/symbol-codec.ts";
import { type Action, elementsOf, type Step, valuesOf } from "./step.ts";

/**
 * Elements one after the other, each under p(x_i | x_1 .. x_{i-1}, z). The encoder walks forward with the same steps as the
 * decoder, notes each element's interval, and pushes them from the last to the first. A row that has ended costs nothing.
 */
export function codeSteps<Carry>(steps: ElementSteps<Carry>): Action {
  const walk = async (step: Step, visit: (codec: SymbolCodec, index: number, live: readonly number[]) => void) => {
    const { nets, rows, x } = step;
    const elements = elementsOf(nets);
    let carry: Carry = await steps.begin(valuesOf(step, nets.likelihoodReads));
    let live = Array.from({ length: rows }, (_, row) => row);
    const previous = new Int32Array(nets.batch);
    for (let index = 0; index < Math.min(elements, steps.length) && live.length > 0; index++) {
      const made = await steps.step(carry, previous, index);
      carry = made.carry;
      const symbols = new Int32Array(nets.batch);
      const vector = { count: nets.batch, levels: nets.x.levels, symbols };
      visit(codecOf(made.elements.family, step.codecs).create(made.elements.parameters, vector), index, live);
      for (let row = 0; row < rows; row++) previous[row] = x[row * elements + index] as number;
      live = live.filter((row) => previous[row] !== steps.end?.symbol);
    }
  };
  return {
    encode: async (step) => {
      const elements = elementsOf(step.nets);
      checkRows(step, steps);
      const noted: { precision: number; intervals: Interval[] }[] = [];
      await walk(step, (codec, index, live) => {
        const intervals = live.map((row) => {
          const symbol = step.x[row * elements + index] as number;
          const start = codec.start(row, symbol);
          return { start, frequency: codec.start(row, symbol + 1) - start };
        });
        noted.push({ precision: codec.precision, intervals });
      });
      for (const { precision, intervals } of noted.reverse()) {
        step.message.push(intervals.length, precision, (i, into) => Object.assign(into, intervals[i]));
      }
    },
    decode: async (step) => {
      const elements = elementsOf(step.nets);
      if (steps.end !== undefined) step.x.fill(steps.end.padding, 0, step.rows * elements);
      await walk(step, (codec, index, live) => {
        const found = new Int32Array(live.length);
        const ofLive = {
          ...codec,
          count: live.length,
          start: (i: number, symbol: number) => codec.start(live[i] as number, symbol),
        };
        popSymbols(step.message, ofLive, found);
        live.forEach((row, i) => {
          step.x[row * elements + index] = found[i] as number;
        });
      });
    },
  };
}

/** Nothing may be in x that the decoder could not know: too many elements, or other than padding behind an end. */
function checkRows({ x, rows, nets }: Step, { end, length }: ElementSteps): void {
  const elements = elementsOf(nets);
  if (elements > length) {
    throw new DataError("examples have more elements than the decoder has steps", {
      where: "codec",
      expected: `at most ${length}`,
      received: `${elements}`,
    });
  }
  if (end === undefined) return;
  for (let row = 0; row < rows; row++) {
    const own = x.subarray(row * elements, (row + 1) * elements);
    const last = own.indexOf(end.symbol);
    const after = last < 0 ? -1 : own.findIndex((symbol, at) => at > last && symbol !== end.padding);
    if (after < 0) continue;
    throw new DataError("an example goes on after its end", {
      where: `codec, row ${row}`,
      expected: `${end.padding} after ${end.symbol}`,
      received: `${own[after]} at ${after}`,
    });
  }
}
