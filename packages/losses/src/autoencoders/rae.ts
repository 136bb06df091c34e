import { type Definition, type Loss, NotSupportedError, type Term } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { codes } from "../aggregate/codes.ts";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { jacobianPenalty } from "./gradient-penalty.ts";

const schema = z.strictObject({
  kind: z.literal("rae"),
  embedding: z.number().min(0).default(1e-4).describe("beta, weight of |z|^2 / 2"),
  regulariser: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("none") }),
      z.strictObject({
        kind: z.literal("l2"),
        weight: z.number().min(0).default(1e-7).describe("lambda, weight of the decoder's squared parameters"),
      }),
      z.strictObject({
        kind: z.literal("gradient-penalty"),
        weight: z
          .number()
          .min(0)
          .default(1e-7)
          .describe("lambda, weight of the squared norm of the decoder's Jacobian"),
      }),
    ])
    .prefault({ kind: "l2" })
    .describe("what keeps the decoder smooth; none where its layers are spectrally normalised"),
});

/** Options of `rae`. */
export type RaeConfig = z.output<typeof schema>;

/** |theta|^2 of everything that is trained in the decoder's group, a scalar. */
function squaredParameters(decoder: Readonly<Record<string, tf.Tensor>> | undefined): tf.Tensor {
  const all = Object.values(decoder ?? {}).map((parameter) => tf.sum(tf.square(parameter)));
  if (all.length > 0) return tf.addN(all);
  throw new NotSupportedError("the decoder has no parameter to keep small", {
    where: "losses/rae",
    remedy: "Choose loss.regulariser.kind: gradient-penalty or none.",
  });
}

/** Creates the regularised autoencoder's objective, `rae`. */
export function createRae({ embedding, regulariser }: RaeConfig): Loss<Record<never, never>> {
  return {
    params: {},
    ...(regulariser.kind === "gradient-penalty"
      ? {
          needs: {
            decoder: { decoded: "the gradient penalty differentiates a decoding of given codes" },
            likelihood: { mean: "the gradient penalty differentiates it" },
          },
        }
      : {}),
    objectives: {
      rae: {
        moves: ["encoder", "decoder"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const smooth: Readonly<Record<(typeof regulariser)["kind"], () => Record<string, Omit<Term, "weight">>>> = {
            none: () => ({}),
            l2: () => ({ "decoder-norm": { value: squaredParameters(model.params.decoder), over: "batch" } }),
            "gradient-penalty": () => ({
              "gradient-penalty": { value: jacobianPenalty(model, trace.sites, batch, context), over: "example" },
            }),
          };
          const penalty = Object.entries(smooth[regulariser.kind]()).map(([name, term]) => [
            name,
            { ...term, weight: "weight" in regulariser ? regulariser.weight : 0 },
          ]);
          const half = tf.mul(tf.sum(tf.square(codes(trace.sites)), 1), 0.5); // [batch]
          return withAdded(
            {
              reconstruction: reconstructionTerm(trace),
              embedding: { value: half, over: "example", weight: embedding },
              ...Object.fromEntries(penalty),
            },
            trace,
          );
        },
      },
    },
  };
}

/**
 * Regularised autoencoder (Ghosh et al. 2020, eq. 7 to 11): -log p(x|z) + beta |z|^2 / 2 + lambda R, where R keeps the
 * decoder smooth instead of noise in its input: RAE-L2 |theta|^2 of the decoder's parameters, RAE-GP |dD/dz|^2 (here an
 * unbiased estimate of the Jacobian's squared Frobenius norm), RAE-SN spectrally normalised hidden layers of the
 * decoder (`norm: spectral` there, regulariser `none` here). Meant for `posterior.kind: deterministic`; a law of the codes is
 * fitted after training. With a Gaussian likelihood of fixed deviation s the reconstruction is |x - D(z)|^2 / (2 s^2) and a
 * constant, the paper's is |x - D(z)|^2: weights scale with it. Nats per example.
 *
 * Terms: `reconstruction` `[sample, batch]`, `embedding` `[batch]`; scalar `decoder-norm` or `gradient-penalty` `[batch]`;
 * terms that parts add. The prior is not trained.
 */
export const raeLoss: Definition<RaeConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "rae",
  summary: "Regularised autoencoder: L2, gradient penalty, or none for spectral norm (Ghosh et al. 2020)",
  config: () => schema,
  create: createRae,
};
