import { logSumExp } from "@elbo/distributions";
import { ConfigError, type Definition, type Loss, type Slot, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";
import { codes } from "./codes.ts";
import { logMixtureWeights, samplings } from "./mixture-weights.ts";
import { momentNeeds, momentsOf } from "./moments.ts";
import { pairwiseLogDensity } from "./pairwise-log-density.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("tc"),
    alpha: z.number().min(0).default(1).describe("weight of the mutual information of code and example"),
    beta: weightField(slot).default(6).describe("weight of the total correlation: a number, or a schedule"),
    gamma: z.number().min(0).default(1).describe("weight of the KL divergences of single dimensions"),
    sampling: z.enum(samplings).default("stratified").describe("how a batch stands for all the data"),
  });

/** Options of `tc`. */
export type TcConfig = z.output<ReturnType<typeof schema>>;

/** Creates the bound with its KL divergence taken apart as one objective, `tc`. */
export function createTc(
  { alpha, beta, gamma, sampling }: TcConfig,
  wiring: Pick<Wiring, "part" | "examples">,
): Loss<Record<never, never>> {
  const { weight, knobs } = movingWeight("beta", beta, wiring);
  const { examples } = wiring;
  if (examples === undefined) {
    throw new ConfigError("the number of training examples is not known", {
      where: "config loss",
      expected: "Wiring.examples",
    });
  }
  return {
    params: {},
    leastBatch: 2,
    knobs,
    needs: {
      posterior: momentNeeds("every code is scored, coordinate by coordinate, under every example's posterior"),
    },
    objectives: {
      tc: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const { sites } = trace;
          const sum = (of: "logQ" | "logP") =>
            sites.map((site) => tf.squeeze(site[of], [0])).reduce((a, b) => tf.add(a, b)); // [batch]
          const share = logMixtureWeights(sampling, batch.weight as tf.Tensor, examples);
          const pairs = pairwiseLogDensity(codes(sites), momentsOf(sites)); // [code, example, latent]
          const logQz = logSumExp(tf.add(share, tf.sum(pairs, 2)), 1);
          const logProduct = tf.sum(logSumExp(tf.add(tf.expandDims(share, 2), pairs), 1), 1);
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              "mutual-information": { value: tf.sub(sum("logQ"), logQz), over: "example", weight: alpha },
              "total-correlation": { value: tf.sub(logQz, logProduct), over: "example", weight },
              "dimension-wise-kl": { value: tf.sub(logProduct, sum("logP")), over: "example", weight: gamma },
              kl: { value: totalKl(sites), over: "example", weight: 0 },
              ...reportedKl(sites),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * beta-TCVAE (Chen et al. 2018, eq. 2 and 4): the KL divergence of the bound, averaged over the data, is the sum of three,
 * each with a weight of its own:
 *
 *     E_x KL(q(z|x) || p(z)) = I(x; z) + KL(q(z) || prod_d q(z_d)) + sum_d KL(q(z_d) || p(z_d)),
 *
 * mutual information, total correlation, dimension-wise KL; q(z) is the aggregate posterior, estimated from the batch. The
 * last is log prod_d q(z_d) - log p(z), whatever the prior. Nats per example; all from one draw.
 *
 * Terms, `[batch]`: `mutual-information`, `total-correlation`, `dimension-wise-kl`, whose sum is log q(z|x) - log p(z) of
 * the draw; `reconstruction` `[sample, batch]`; `kl` is reported, and terms that parts add.
 *
 * @throws ConfigError where the number of training examples is not known.
 */
export const tcLoss: Definition<TcConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "tc",
  summary: "beta-TCVAE: the KL divergence taken apart, the total correlation weighted (Chen et al. 2018)",
  config: schema,
  create: createTc,
};
