import { exponential, sigmoid } from "../exact/exponential.ts";
import { precisionOf, startOfCdf } from "../exact/frequencies.ts";
import { softmax } from "../exact/softmax.ts";
import { type ElementsCodec, parameterOf } from "./elements-codec.ts";

/** Weights below this are given up: a pixel that no component explains. */
const LEAST = 1e-280;

/**
 * Three channels in turn (Salimans et al. 2017, eq. 3): elements are `[pixel, 3]`; the components are the pixel's, and their
 * weights follow what the channels before have shown, w_i prod p_i(channel before). Means move by coefficient (channel - 1/2):
 * green on red; blue on red, blue on green.
 *
 * `logits` `[pixel, component]`; `mean`, `logScale`, `coefficients` `[pixel, 3, component]`.
 */
export const logisticColoursCodec: ElementsCodec = {
  family: "discretised-logistic-colours",
  create: (parameters, { count, levels, symbols }) => {
    const family = "discretised-logistic-colours";
    const components = Math.max(1, Math.floor((3 * (parameters.logits?.length ?? 0)) / count));
    const logits = parameterOf(parameters, "logits", Math.ceil(count / 3) * components, family);
    const of = (name: string) => parameterOf(parameters, name, count * components, family);
    const [mean, logScale, coefficients] = [of("mean"), of("logScale"), of("coefficients")];
    const precision = precisionOf(levels);
    const weights = new Float64Array(components);
    const [means, steepness] = [new Float64Array(components), new Float64Array(components)];
    const edge = (k: number) => (k - 0.5) / (levels - 1);
    let known = -1;

    /** Means and steepness of a channel; channels before it are read from `symbols`. */
    const lawOf = (element: number) => {
      const channel = element % 3;
      const pixel = element - channel;
      for (let i = 0; i < components; i++) {
        let m = mean[element * components + i] as number;
        for (let before = 0; before < channel; before++) {
          const slope = coefficients[(pixel + (channel === 2 ? 1 : 0) + before) * components + i] as number;
          m += slope * ((symbols[pixel + before] as number) / (levels - 1) - 0.5);
        }
        means[i] = m;
        steepness[i] = Math.min(1e100, exponential(-(logScale[element * components + i] as number)));
      }
    };
    /** Mass of a cell as a product: exact in the tails. */
    const cellMass = (i: number, k: number) => {
      const upper = (edge(k + 1) - (means[i] as number)) * (steepness[i] as number);
      const lower = (edge(k) - (means[i] as number)) * (steepness[i] as number);
      if (k === 0) return sigmoid(upper);
      if (k === levels - 1) return sigmoid(-lower);
      return sigmoid(upper) * sigmoid(-lower) * (1 - exponential(lower - upper));
    };
    const normalise = (): boolean => {
      let total = 0;
      for (let i = 0; i < components; i++) total += weights[i] as number;
      if (!(total > LEAST)) return false;
      for (let i = 0; i < components; i++) weights[i] = (weights[i] as number) / total;
      return true;
    };
    const fill = (element: number) => {
      const channel = element % 3;
      const at = ((element - channel) / 3) * components;
      softmax(logits, at, weights);
      for (let before = 0; before < channel; before++) {
        lawOf(element - channel + before);
        const shown = symbols[element - channel + before] as number;
        for (let i = 0; i < components; i++) weights[i] = (weights[i] as number) * cellMass(i, shown);
        if (!normalise()) softmax(logits, at, weights);
      }
      lawOf(element);
      known = element;
    };
    return {
      count,
      levels,
      precision,
      start: (element, symbol) => {
        if (element !== known) fill(element);
        let below = 0;
        for (let i = 0; i < components; i++) {
          below += (weights[i] as number) * sigmoid((edge(symbol) - (means[i] as number)) * (steepness[i] as number));
        }
        return startOfCdf(Math.min(1, below), symbol, levels, precision);
      },
    };
  },
};
