import type { Definition, Loss, Slot, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codes, priorCodes } from "../aggregate/codes.ts";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";
import { kernelField } from "./kernels.ts";
import { mmd } from "./mmd.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("wae"),
    lambda: weightField(slot).default(10).describe("weight of the discrepancy: a number, or a schedule"),
    kernel: kernelField.prefault({ kind: "imq" }).describe("kernel of the maximum mean discrepancy"),
  });

/** Options of `wae`. */
export type WaeConfig = z.output<ReturnType<typeof schema>>;

/** Creates the Wasserstein autoencoder's objective, `wae`. */
export function createWae({ lambda, kernel }: WaeConfig, wiring: Pick<Wiring, "part">): Loss<Record<never, never>> {
  const { weight, knobs } = movingWeight("lambda", lambda, wiring);
  return {
    params: {},
    leastBatch: 2,
    knobs,
    needs: { prior: { drawn: "codes are compared with draws of the prior" } },
    objectives: {
      wae: {
        moves: ["encoder", "decoder"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const prior = priorCodes(model, trace.sites, batch, context);
          const distance = mmd(kernel, codes(trace.sites), prior, batch.weight as tf.Tensor);
          return withAdded(
            { reconstruction: reconstructionTerm(trace), discrepancy: { value: distance, over: "batch", weight } },
            trace,
          );
        },
      },
    },
  };
}

/**
 * Wasserstein autoencoder (Tolstikhin et al. 2018, algorithm 2, WAE-MMD): c(x, G(z)) + lambda MMD(q(z), p(z)): only the
 * codes of all the data together shall follow the prior, no single q(z|x). The cost c is -log p(x|z): with a Gaussian
 * likelihood of fixed deviation s it is |x - G(z)|^2 / (2 s^2) and a constant. Nats per example, the discrepancy without
 * unit. The prior is given: a prior with parameters keeps its first ones.
 *
 * Terms: `reconstruction` `[sample, batch]`, scalar `discrepancy`; terms that parts add.
 */
export const waeLoss: Definition<WaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "wae",
  summary: "Wasserstein autoencoder: maximum mean discrepancy of codes and prior (Tolstikhin et al. 2018)",
  config: schema,
  create: createWae,
};
