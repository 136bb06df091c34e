import { normalDiagonal } from "@elbo/distributions";
import { activationNames, heads, mlp } from "@elbo/layers";
import { ConfigError, type Definition, type ParamTree, type Prior, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";

const schema = z.strictObject({
  kind: z.literal("conditional"),
  hidden: z.array(z.int().min(1)).default([128]).describe("widths of the net's hidden layers, in units"),
  activation: z.enum(activationNames).default("relu").describe("after each hidden layer"),
});

/** Options of `conditional`. */
export type ConditionalConfig = z.output<typeof schema>;

/** Parameters of `conditional`: the net, and its heads `mean` and `log-variance`. */
export interface ConditionalParams extends ParamTree {
  readonly trunk: ParamTree;
  readonly heads: ParamTree;
}

/** Log-variances are squashed to this many nats on either side of 0: a prior needs no wider range. */
const RANGE = 7;

/** Creates p(z|c) for the site and the condition in `wiring`. */
export function createConditional(
  { hidden, activation }: ConditionalConfig,
  wiring: Pick<Wiring, "site" | "condition">,
): Prior<ConditionalParams> {
  const { shape } = priorSite("conditional", wiring);
  const where = "latents.prior";
  if (wiring.condition === undefined) {
    throw new ConfigError('prior "conditional" needs a condition', {
      where: `${where}.kind`,
      expected: "a condition at the top of the config",
      received: "none",
      remedy: "Add `condition: { field: label }`, or take the prior standard-normal.",
    });
  }
  const trunk = mlp({ input: wiring.condition.width, widths: hidden, activation, where });
  const ends = heads({ input: trunk.width, shapes: { mean: shape, "log-variance": shape }, where });
  return {
    params: { trunk: trunk.params, heads: ends.params },
    offers: ["diagonal-gaussian"],
    distribution: (params, given, context) => {
      const h = trunk.apply(params.trunk, given.condition as tf.Tensor, context.at("trunk"));
      const { mean, "log-variance": logVariance } = ends.apply(params.heads as never, h);
      return normalDiagonal({
        mean: mean as tf.Tensor,
        logVariance: tf.mul(RANGE, tf.tanh(tf.div(logVariance as tf.Tensor, RANGE))),
        eventAxes: shape.length,
      });
    },
  };
}

/**
 * A prior that labels or attributes choose (Sohn et al. 2015, eq. 4): p(z|c) = N(mean(c), diag exp(s(c))), with
 * s = 7 tanh(a / 7) of the net's output a. batchShape `[batch]`.
 *
 * @throws ConfigError when the config has no condition.
 */
export const conditionalPrior: Definition<ConditionalConfig, Prior<ConditionalParams>> = {
  family: "prior",
  kind: "conditional",
  summary: "Gaussian whose mean and variance follow the condition (Sohn et al. 2015)",
  config: () => schema,
  create: createConditional,
};
