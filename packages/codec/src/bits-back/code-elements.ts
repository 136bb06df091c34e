import { codecOf } from "../symbols/element-codecs.ts";
import { popSymbols, pushSymbols } from "../symbols/symbol-codec.ts";
import { type Action, elementsOf, type Step, valuesOf } from "./step.ts";

/** All elements of x under p(x|z). */
export function codeElements(): Action {
  const lawOf = async (step: Step) => {
    const { nets, rows, x } = step;
    const { family, parameters } = await nets.likelihood(valuesOf(step, nets.likelihoodReads));
    const count = rows * elementsOf(nets);
    // Without the unused rows, so that what lies per element is found by the parameters' lengths.
    const used = Object.entries(parameters).map(([name, values]) => {
      return [name, values.subarray(0, (values.length / nets.batch) * rows)] as const;
    });
    const vector = { count, levels: nets.x.levels, symbols: x };
    return codecOf(family, step.codecs).create(Object.fromEntries(used), vector);
  };
  return {
    encode: async (step) => pushSymbols(step.message, await lawOf(step), step.x),
    decode: async (step) => popSymbols(step.message, await lawOf(step), step.x),
  };
}
