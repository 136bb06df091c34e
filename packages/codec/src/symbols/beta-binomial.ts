import { exponential, sigmoid } from "../exact/exponential.ts";
import { type ElementsCodec, parameterOf } from "./elements-codec.ts";
import { tabledCodec } from "./tabled.ts";

/** Weights below this share of the middle's are 0 where all further ones are smaller still. */
const NOTHING = 1e-12;
/** Shapes of the beta law are kept above this: the ratios below divide by them. */
const LEAST = 1e-30;

/**
 * Counts 0..n, n = levels - 1, of a probability that is Beta(a, b): a = M sigmoid(logits), b = M sigmoid(-logits),
 * M = exp(logConcentration); both `[element]`. Masses by p(k + 1) / p(k) = (n - k) / (k + 1) (a + k) / (b + n - k - 1), outwards
 * from near the mean so that nothing overflows.
 */
export const betaBinomialCodec: ElementsCodec = {
  family: "beta-binomial",
  create: (parameters, { count, levels }) => {
    const logits = parameterOf(parameters, "logits", count, "beta-binomial");
    const logM = parameterOf(parameters, "logConcentration", count, "beta-binomial");
    const n = levels - 1;
    const ratios = Float64Array.from({ length: n }, (_, k) => (n - k) / (k + 1));
    return tabledCodec(count, levels, (element, weights) => {
      const m = Math.min(1e30, exponential(logM[element] as number));
      const logit = logits[element] as number;
      const a = Math.max(LEAST, m * sigmoid(logit));
      const b = Math.max(LEAST, m * sigmoid(-logit));
      const from = Math.min(n, Math.floor(sigmoid(logit) * levels));
      weights.fill(0);
      weights[from] = 1;
      // Beyond the mode masses fall all the way where the shape on that side is at least 1.
      const [leastUp, leastDown] = [b >= 1 ? NOTHING : 0, a >= 1 ? NOTHING : 0];
      for (let k = from; k < n && (weights[k] as number) >= leastUp; k++) {
        weights[k + 1] = (weights[k] as number) * ((ratios[k] as number) * ((a + k) / (b + (n - k - 1))));
      }
      for (let k = from; k > 0 && (weights[k] as number) >= leastDown; k--) {
        weights[k - 1] = (weights[k] as number) * ((ratios[n - k] as number) * ((b + (n - k)) / (a + (k - 1))));
      }
    });
  },
};
