import * as tf from "@tensorflow/tfjs-core";
import { checkRate } from "../check/check-rate.ts";
import type { Layer } from "../layer.ts";

/** Parameters of a layer that has none. */
export type NoParams = Readonly<Record<never, never>>;

/**
 * Dropout with inverted scaling: `y = x m / (1 - rate)`, `m ~ Bernoulli(1 - rate)` per element, in training; `y = x`
 * otherwise (Srivastava et al. 2014).
 *
 * @throws ConfigError for a rate outside [0, 1).
 */
export function dropout({
  rate,
  where = "layers/dropout",
}: {
  /** Probability that an element is set to 0. */
  readonly rate: number;
  readonly where?: string;
}): Layer<NoParams> {
  checkRate(rate, "dropout", where);
  return {
    params: {},
    apply: (_, x, context) => {
      if (rate === 0 || !context?.training) return x;
      const keep = context.noise("keep", x.shape, { law: "bernoulli", p: 1 - rate });
      return tf.mul(x, tf.mul(keep, 1 / (1 - rate)));
    },
  };
}
