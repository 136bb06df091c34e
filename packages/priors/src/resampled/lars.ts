import { activationNames, dense, mlp } from "@elbo/layers";
import { bindParams, constant, listValues, normal, stopGradient } from "@elbo/program";
import type { Definition, ParamSpec, ParamTree, Prior, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { withEvent } from "../gaussian/flat-event.ts";
import { priorSite } from "../prior-site.ts";
import { resampled } from "./resampled.ts";

const schema = z.strictObject({
  kind: z.literal("lars"),
  hidden: z.array(z.int().min(1)).default([100, 100]).describe("hidden layers of the net that accepts or rejects"),
  activation: z.enum(activationNames).default("tanh").describe("after each hidden layer"),
  truncation: z.int().min(2).default(100).describe("T: of so many proposals the last is taken in any case"),
  proposals: z.int().min(1).default(1024).describe("draws of N(0, I) per training step that estimate Z"),
  decay: z.number().min(0).lt(1).default(0.99).describe("of the moving average of Z, per step"),
  evaluation: z
    .int()
    .min(1)
    .default(16384)
    .describe("draws of N(0, I), made once, that estimate Z in evaluation: log Z is off by about 1 / sqrt(Z draws)"),
});

/** Options of `lars`. */
export type LarsConfig = z.output<typeof schema>;

/** Parameters of `lars`: the net, Z as it moves on average, and the draws that evaluation looks at; the last two are states. */
export interface LarsParams extends ParamTree {
  readonly net: { readonly trunk: ParamTree; readonly logit: ParamTree };
  readonly normaliser: ParamSpec;
  readonly probes: ParamSpec;
}

/** Creates the prior for the site in `wiring`. */
export function createLars(config: LarsConfig, wiring: Pick<Wiring, "site">): Prior<LarsParams> {
  const { hidden, activation, truncation, proposals, decay, evaluation } = config;
  const { shape } = priorSite("lars", wiring);
  const latent = shape.reduce((a, b) => a * b, 1);
  const where = "latents.prior";
  const trunk = mlp({ input: latent, widths: hidden, activation, where });
  const logit = dense({ input: trunk.width, output: 1, where });
  const net = { trunk: trunk.params, logit: logit.params };
  const logAccept = (values: Values<typeof net>) => (at: tf.Tensor) => {
    const h = trunk.apply(values.trunk, at);
    return tf.neg(tf.softplus(tf.neg(tf.squeeze(logit.apply(values.logit, h), [1])))); // log sigmoid
  };
  return {
    params: {
      net,
      normaliser: { shape: [], init: constant(0.5), state: true },
      probes: { shape: [evaluation, latent], init: normal(1), state: true },
    },
    distribution(params, _given, context) {
      const values = params.net as Values<typeof net>;
      const meanOf = (at: tf.Tensor) => tf.mean(tf.exp(logAccept(values)(at)));
      const moving = () => {
        const now = meanOf(context.noise("normaliser", [proposals, latent], { law: "normal" }));
        const next = tf.add(tf.mul(decay, params.normaliser), tf.mul(1 - decay, now));
        context.update(params.normaliser, stopGradient(next));
        return tf.add(now, stopGradient(tf.sub(next, now)));
      };
      const common = { latent, truncation };
      const normaliser = context.training ? moving() : meanOf(params.probes);
      const frozen = () => {
        const named = listValues(net, values);
        const still = bindParams(net, (path) => stopGradient(named[path] as tf.Tensor));
        return resampled({
          ...common,
          logAccept: logAccept(still),
          normaliser: stopGradient(normaliser),
          frozen,
        });
      };
      return withEvent(resampled({ ...common, logAccept: logAccept(values), normaliser, frozen }), shape);
    },
  };
}

/**
 * Learned accept/reject sampling (Bauer & Mnih 2019, eq. 6-9): draws of N(0, I), each kept with probability a(z), a sigmoid of
 * a net, the T-th in any case: p(z) = N(z; 0, I) (a(z) / Z (1 - r) + r), r = (1 - Z)^(T - 1), nats, Z = E[a] under N(0, I).
 * batchShape [].
 *
 * Z has no closed form. In training its value is the moving average of means over fresh draws, its gradient that of the
 * step's own mean; the paper adds the posterior's draw to that mean, weighed by importance, which a prior here does not see. In
 * evaluation it is the mean over draws that were made once, so that all figures of a model share one Z.
 */
export const larsPrior: Definition<LarsConfig, Prior<LarsParams>> = {
  family: "prior",
  kind: "lars",
  summary: "Normal draws, accepted or rejected by a learned net (Bauer & Mnih 2019)",
  config: () => schema,
  create: createLars,
};
