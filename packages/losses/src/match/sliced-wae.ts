import type { Definition, Loss, Slot, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codes, priorCodes } from "../aggregate/codes.ts";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";
import { slicedDistance } from "./sliced-distance.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("sliced-wae"),
    lambda: weightField(slot).default(10).describe("weight of the distance: a number, or a schedule"),
    projections: z.int().min(1).default(50).describe("random directions per step"),
  });

/** Options of `sliced-wae`. */
export type SlicedWaeConfig = z.output<ReturnType<typeof schema>>;

/** Creates the sliced Wasserstein autoencoder's objective, `sliced-wae`. */
export function createSlicedWae(
  { lambda, projections }: SlicedWaeConfig,
  wiring: Pick<Wiring, "part">,
): Loss<Record<never, never>> {
  const { weight, knobs } = movingWeight("lambda", lambda, wiring);
  return {
    params: {},
    knobs,
    needs: {
      posterior: { pathwise: "a sorted code hands its gradient to its example, and equal codes tie" },
      prior: { drawn: "codes are compared with draws of the prior" },
    },
    objectives: {
      "sliced-wae": {
        moves: ["encoder", "decoder"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const prior = priorCodes(model, trace.sites, batch, context);
          const value = slicedDistance(codes(trace.sites), prior, batch.weight as tf.Tensor, projections, context);
          return withAdded(
            { reconstruction: reconstructionTerm(trace), "sliced-distance": { value, over: "batch", weight } },
            trace,
          );
        },
      },
    },
  };
}

/**
 * Sliced Wasserstein autoencoder (Kolouri et al. 2019, eq. 14): -log p(x|z) + lambda SW(q(z), p(z)), the squared distance of
 * codes and draws of the prior along random directions, where sorting is the optimal transport. Nats per example, the
 * distance in the square of the codes' unit. The prior is given: a prior with parameters keeps its first ones.
 *
 * Terms: `reconstruction` `[sample, batch]`, scalar `sliced-distance`; terms that parts add.
 */
export const slicedWaeLoss: Definition<SlicedWaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "sliced-wae",
  summary: "Wasserstein autoencoder by sorted projections of codes and prior (Kolouri et al. 2019)",
  config: schema,
  create: createSlicedWae,
};
