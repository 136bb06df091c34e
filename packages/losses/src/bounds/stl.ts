import { logMeanExp } from "@elbo/distributions";
import type { Definition, Loss } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { frozenLogWeights, frozenNeeds, reportedParts, withAdded } from "./trace-terms.ts";

const schema = z.strictObject({
  kind: z.literal("stl"),
  samples: z.int().min(1).default(1).describe("k, draws of z per example; above 1 the encoder's gradient is biased"),
});

/** Options of `stl`. */
export type StlConfig = z.output<typeof schema>;

/** Creates the bound with a sticking-the-landing gradient as one objective, `stl`. */
export function createStl({ samples }: StlConfig): Loss<Record<never, never>> {
  return {
    params: {},
    needs: frozenNeeds,
    objectives: {
      stl: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples }, context);
          const value = tf.neg(logMeanExp(frozenLogWeights(trace), 0));
          return withAdded({ stl: { value, over: "example" }, ...reportedParts(trace) }, trace);
        },
      },
    },
  };
}

/**
 * Sticking the landing (Roeder et al. 2017, eq. 8 and algorithm 1): the bound of k draws, -(log sum_k w_k - log k), whose
 * gradient to the encoder flows through the draws alone: log q(z|x) is scored with the parameters of q held fixed. What is
 * left out, the score d log q / d phi, has expectation 0 at k = 1, and the rest has no noise at all where q is the exact
 * posterior. With k > 1 it is weighed by the weights, its expectation is not 0 and the gradient is biased (Tucker et al.
 * 2019, section 4; `dreg` is not). The decoder's gradient is that of `iwae`. Nats per example.
 *
 * Terms: `stl` `[batch]`, whose value is the bound; `reconstruction`, `kl` and `kl/<site>` are reported; terms that parts add.
 */
export const stlLoss: Definition<StlConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "stl",
  summary: "Bound whose encoder gradient leaves out the score of q: sticking the landing (Roeder et al. 2017)",
  config: () => schema,
  create: createStl,
};
