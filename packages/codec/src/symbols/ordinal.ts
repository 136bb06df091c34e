import { sigmoid } from "../exact/exponential.ts";
import { precisionOf, startOfCdf } from "../exact/frequencies.ts";
import { type ElementsCodec, parameterOf } from "./elements-codec.ts";

/** Ordered values, P(X < k) = sigmoid(thresholds_{k-1} - location); `location` `[element]`, `thresholds` `[element, level - 1]`. */
export const ordinalCodec: ElementsCodec = {
  family: "ordinal",
  create: (parameters, { count, levels }) => {
    const location = parameterOf(parameters, "location", count, "ordinal");
    const thresholds = parameterOf(parameters, "thresholds", count * (levels - 1), "ordinal");
    const precision = precisionOf(levels);
    return {
      count,
      levels,
      precision,
      start: (element, symbol) => {
        const threshold = thresholds[element * (levels - 1) + symbol - 1] ?? 0;
        return startOfCdf(sigmoid(threshold - (location[element] as number)), symbol, levels, precision);
      },
    };
  },
};
