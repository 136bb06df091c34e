import { batchMean, stopGradient, zeros } from "@elbo/program";
import type { Definition, Loss, ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";

const schema = z.strictObject({
  kind: z.literal("geco"),
  target: z.number().describe("largest mean reconstruction term -log p(x|z) that is asked for, nats per example"),
  decay: z.number().min(0).max(1).default(0.99).describe("alpha, decay of the running mean of the constraint per step"),
  rate: z.number().min(0).default(0.001).describe("step of log lambda per step and nat of violation"),
  bound: z.number().min(0).default(10).describe("log lambda stays within plus and minus this"),
});

/** Options of `geco`. */
export type GecoConfig = z.output<typeof schema>;

/** State: log of the multiplier, running mean of the constraint, and how many steps it has seen (0 or 1). */
export interface GecoParams {
  readonly logLambda: ParamSpec;
  readonly average: ParamSpec;
  readonly begun: ParamSpec;
  readonly [name: string]: ParamSpec;
}

const scalar: ParamSpec = { shape: [], init: zeros, state: true };

/** Creates the constrained bound as one objective, `geco`; its multiplier is a state of group `loss`. */
export function createGeco({ target, decay, rate, bound }: GecoConfig): Loss<GecoParams> {
  return {
    params: { logLambda: scalar, average: scalar, begun: scalar },
    needs: { posterior: { law: "the KL divergence is minimised" } },
    objectives: {
      geco: {
        moves: ["encoder", "decoder", "prior", "loss"], // the multiplier is a state of the last
        terms: (params, model, batch, context) => {
          const { logLambda, average, begun } = params;
          const trace = model.infer(batch, { samples: 1 }, context);
          const constraint = tf.sub(tf.neg(trace.logX), target); // [sample, batch]
          const now = batchMean(tf.mean(stopGradient(constraint), 0), batch.weight as tf.Tensor);
          const kept = tf.mul(begun, decay); // the first value is taken as it is
          const next = tf.add(tf.mul(kept, average), tf.mul(tf.sub(1, kept), now));
          context.update(average, next);
          context.update(begun, tf.onesLike(begun));
          context.update(logLambda, tf.clipByValue(tf.add(logLambda, tf.mul(next, rate)), -bound, bound));
          const lambda = tf.exp(logLambda);
          return withAdded(
            {
              kl: { value: totalKl(trace.sites), over: "example" },
              constraint: { value: tf.mul(constraint, lambda), over: "example" },
              reconstruction: reconstructionTerm(trace, 0),
              lambda: { value: lambda, over: "batch", weight: 0 },
              ...reportedKl(trace.sites),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * Generalised ELBO with constrained optimisation (Rezende & Viola 2018, eq. 3 and algorithm 1): the least KL divergence
 * under which reconstruction is good enough, -log p(x|z) <= target on average. The Lagrangian KL + lambda C with
 * C = -log p(x|z) - target is minimised; its multiplier follows log lambda += rate * running mean of C, after the step. The
 * paper's squared error within kappa^2 is the target of a Gaussian likelihood with a fixed deviation. Nats per example.
 *
 * Terms: `kl` `[batch]` or `[sample, batch]`; `constraint` = lambda C `[sample, batch]`; `reconstruction`, `lambda` and
 * `kl/<site>` are reported; terms that parts add.
 */
export const gecoLoss: Definition<GecoConfig, Loss<GecoParams>> = {
  family: "loss",
  kind: "geco",
  summary: "Least KL divergence under a constraint on the reconstruction (Rezende & Viola 2018)",
  config: () => schema,
  create: createGeco,
};
