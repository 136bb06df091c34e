import { normalDiagonal } from "@elbo/distributions";
import { activationNames, heads, mlp } from "@elbo/layers";
import { foldLeading, unfoldAll } from "@elbo/program";
import { ConfigError, type Definition, type ParamTree, type Prior, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { priorSite } from "../prior-site.ts";

const schema = z.strictObject({
  kind: z.literal("conditional"),
  hidden: z.array(z.int().min(1)).default([128]).describe("widths of the net's hidden layers, in units"),
  activation: z.enum(activationNames).default("relu").describe("after each hidden layer"),
  variance: z
    .enum(["learned", "unit"])
    .default("learned")
    .describe("of each latent: from the net, or 1 whatever the condition"),
});

/** Options of `conditional`. */
export type ConditionalConfig = z.output<typeof schema>;

/** Parameters of `conditional`: the net, and its heads `mean` and, where it is learned, `log-variance`. */
export interface ConditionalParams extends ParamTree {
  readonly trunk: ParamTree;
  readonly heads: ParamTree;
}

/** Log-variances are squashed to this many nats on either side of 0: a prior needs no wider range. */
const RANGE = 7;

/** Creates p(z|c) for the site and the condition in `wiring`. */
export function createConditional(
  { hidden, activation, variance }: ConditionalConfig,
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
  const shapes = { mean: shape, ...(variance === "learned" && { "log-variance": shape }) };
  const ends = heads({ input: trunk.width, shapes, where });
  return {
    params: { trunk: trunk.params, heads: ends.params },
    offers: ["diagonal-gaussian"],
    distribution: (params, given, context) => {
      const condition = given.condition as tf.Tensor;
      const lead = condition.shape.slice(0, -1);
      const h = trunk.apply(params.trunk, foldLeading(condition, lead.length), context.at("trunk"));
      const { mean, "log-variance": raw } = unfoldAll(ends.apply(params.heads as never, h), lead);
      const logVariance = raw ? tf.mul(RANGE, tf.tanh(tf.div(raw, RANGE))) : tf.scalar(0);
      return normalDiagonal({ mean: mean as tf.Tensor, logVariance, eventAxes: shape.length });
    },
  };
}

/**
 * A prior that labels or attributes choose (Sohn et al. 2015, eq. 4): p(z|c) = N(mean(c), diag exp(s(c))), with
 * s = 7 tanh(a / 7) of the net's output a, or s = 0 with `variance: unit`. batchShape is the condition's: `[batch]`, or
 * `[sample, batch]` in a structure whose earlier site is the condition.
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
