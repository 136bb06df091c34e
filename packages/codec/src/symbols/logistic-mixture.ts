import { exponential, sigmoid } from "../exact/exponential.ts";
import { precisionOf, startOfCdf } from "../exact/frequencies.ts";
import { softmax } from "../exact/softmax.ts";
import { type ElementsCodec, parameterOf } from "./elements-codec.ts";

/**
 * A mixture of logistic laws over values k / (levels - 1), cells half-way between (Salimans et al. 2017, eq. 2): P(X < k) =
 * sum_i softmax(logits)_i sigmoid((edge_k - mean_i) / scale_i), edge_k = (k - 1/2) / (levels - 1).
 *
 * `logits`, `mean`, `logScale` `[element, component]`.
 */
export const logisticMixtureCodec: ElementsCodec = {
  family: "discretised-logistic-mixture",
  create: (parameters, { count, levels }) => {
    const family = "discretised-logistic-mixture";
    const components = Math.floor((parameters.logits?.length ?? 0) / count);
    const of = (name: string) => parameterOf(parameters, name, Math.max(1, components) * count, family);
    const [logits, mean, logScale] = [of("logits"), of("mean"), of("logScale")];
    const precision = precisionOf(levels);
    const weights = new Float64Array(components);
    const steepness = new Float64Array(components);
    let known = -1;
    const fill = (element: number) => {
      const at = element * components;
      softmax(logits, at, weights);
      for (let i = 0; i < components; i++) steepness[i] = Math.min(1e100, exponential(-(logScale[at + i] as number)));
      known = element;
    };
    return {
      count,
      levels,
      precision,
      start: (element, symbol) => {
        if (element !== known) fill(element);
        const edge = (symbol - 0.5) / (levels - 1);
        let below = 0;
        for (let i = 0; i < components; i++) {
          const from = (edge - (mean[element * components + i] as number)) * (steepness[i] as number);
          below += (weights[i] as number) * sigmoid(from);
        }
        return startOfCdf(Math.min(1, below), symbol, levels, precision);
      },
    };
  },
};
