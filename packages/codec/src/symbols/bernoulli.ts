import { sigmoid } from "../exact/exponential.ts";
import { precisionOf, startOfCdf } from "../exact/frequencies.ts";
import { type ElementsCodec, parameterOf } from "./elements-codec.ts";

/** Coins, p(1) = sigmoid(logits); `logits` `[element]`. */
export const bernoulliCodec: ElementsCodec = {
  family: "bernoulli",
  create: (parameters, { count }) => {
    const logits = parameterOf(parameters, "logits", count, "bernoulli");
    const precision = precisionOf(2);
    return {
      count,
      levels: 2,
      precision,
      start: (element, symbol) => startOfCdf(sigmoid(-(logits[element] as number)), symbol, 2, precision),
    };
  },
};
