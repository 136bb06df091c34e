import type { Definition, Loss } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codes, priorCodes } from "../aggregate/codes.ts";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { kernelField } from "./kernels.ts";
import { mmd } from "./mmd.ts";

const schema = z
  .strictObject({
    kind: z.literal("info"),
    alpha: z
      .number()
      .max(1)
      .default(0)
      .describe("1 - alpha weighs the KL divergence; at 1 only the discrepancy is left"),
    lambda: z.number().min(0).default(10).describe("alpha + lambda - 1 weighs the discrepancy"),
    kernel: kernelField.prefault({ kind: "rbf" }).describe("kernel of the maximum mean discrepancy"),
  })
  .refine(
    ({ alpha, lambda }) => alpha + lambda >= 1,
    "alpha + lambda must be 1 or more: below, codes are pushed away from the prior",
  );

/** Options of `info`. */
export type InfoConfig = z.output<typeof schema>;

/** Creates InfoVAE's objective, `info`. */
export function createInfo({ alpha, lambda, kernel }: InfoConfig): Loss<Record<never, never>> {
  return {
    params: {},
    leastBatch: 2,
    needs: {
      posterior: { law: "the KL divergence is a term" },
      prior: { drawn: "codes are compared with draws of the prior" },
    },
    objectives: {
      info: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const { sites } = trace;
          const prior = priorCodes(model, sites, batch, context);
          const distance = mmd(kernel, codes(sites), prior, batch.weight as tf.Tensor);
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              kl: { value: totalKl(sites), over: "example", weight: 1 - alpha },
              discrepancy: { value: distance, over: "batch", weight: alpha + lambda - 1 },
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
 * InfoVAE (Zhao et al. 2019, eq. 6): -log p(x|z) + (1 - alpha) KL(q(z|x) || p(z)) + (alpha + lambda - 1) D(q(z), p(z)) with
 * D the maximum mean discrepancy of the codes of a batch and as many draws of the prior. alpha = 0 and lambda = 1 is the
 * VAE, alpha = 1 the MMD-VAE. The bound in nats per example, D without unit.
 *
 * Terms: `reconstruction` `[sample, batch]`, `kl` `[batch]` or `[sample, batch]`, scalar `discrepancy`; `kl/<site>` is
 * reported; terms that parts add.
 */
export const infoLoss: Definition<InfoConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "info",
  summary: "InfoVAE: KL divergence and maximum mean discrepancy of the codes (Zhao et al. 2019)",
  config: () => schema,
  create: createInfo,
};
