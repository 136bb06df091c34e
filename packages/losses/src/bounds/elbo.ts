import type { Definition, Loss, Named, Needs, Slot, Term, Wiring } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { freeBits } from "../kl/free-bits.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";
import { reconstructionTerm, withAdded } from "./trace-terms.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("elbo"),
    beta: weightField(slot).default(1).describe("weight of the KL divergence: a number, or a schedule over training"),
    samples: z.int().min(1).default(1).describe("draws of z per example and step"),
    freeBits: z
      .strictObject({
        nats: z.number().min(0).describe("lambda: nats per site or dimension that cost nothing"),
        per: z.enum(["site", "dimension"]).default("site").describe("what gets lambda nats each, as a batch mean"),
      })
      .optional()
      .describe("lower bound of the KL divergence, applied after the batch mean"),
  });

/** Options of `elbo`. */
export type ElboConfig = z.output<ReturnType<typeof schema>>;

const closed = "free bits per dimension need the KL divergence of each in closed form";
const perDimension = { "diagonal-gaussian": closed };

const needsOf = (free: ElboConfig["freeBits"]): Needs => {
  const law = { law: "the KL divergence is a term" };
  return free?.per === "dimension"
    ? { posterior: { ...law, ...perDimension }, prior: { ...perDimension, settled: closed } }
    : { posterior: law };
};

/** Creates the negative evidence lower bound as one objective, `elbo`. */
export function createElbo(config: ElboConfig, wiring: Pick<Wiring, "part">): Loss<Record<never, never>> {
  const { weight, knobs } = movingWeight("beta", config.beta, wiring);
  const { samples, freeBits: free } = config;
  return {
    params: {},
    knobs,
    needs: needsOf(free),
    objectives: {
      elbo: {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples }, context);
          const { sites } = trace;
          const kl: Named<Term> = free
            ? {
                kl: { value: totalKl(sites), over: "example", weight: 0 },
                "free-bits": { value: freeBits(sites, free, batch.weight as tf.Tensor), over: "batch", weight },
              }
            : { kl: { value: totalKl(sites), over: "example", weight } };
          return withAdded({ reconstruction: reconstructionTerm(trace), ...kl, ...reportedKl(sites) }, trace);
        },
      },
    },
  };
}

/**
 * The evidence lower bound (Kingma & Welling 2014, eq. 3), weighted (beta-VAE: Higgins et al. 2017, eq. 4):
 * -log p(x|z) + beta KL(q(z|x) || p(z)), nats per example; beta = 1 is the VAE.
 *
 * Terms: `reconstruction` `[sample, batch]`; `kl` `[batch]` in closed form or `[sample, batch]`; `kl/<site>` reported
 * when there are several sites; terms that parts add. With `freeBits` (Kingma et al. 2016, eq. 15) `kl` is reported and
 * the scalar `free-bits` = sum_j max(lambda, batch mean of KL_j) takes its place under beta.
 */
export const elboLoss: Definition<ElboConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "elbo",
  summary: "Evidence lower bound, with beta and free bits (Kingma & Welling 2014; Higgins et al. 2017)",
  config: schema,
  create: createElbo,
};
