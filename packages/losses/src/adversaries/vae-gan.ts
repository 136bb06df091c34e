import {
  type Batch,
  ConfigError,
  type Context,
  type Definition,
  type Distribution,
  type Loss,
  type Model,
  NotSupportedError,
  type Slot,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { type ImageJudgeParams, imageJudge, type Judged } from "./image-judge.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("vae-gan"),
    discriminator: slot("encoder").describe("net of the discriminator: any encoder"),
    features: z.int().min(1).default(128).describe("numbers in the discriminator's feature in which x is compared"),
    gamma: z.number().min(0).default(1).describe("weight of the feature reconstruction for the decoder"),
  });

/** Options of `vae-gan`. */
export type VaeGanConfig = z.output<ReturnType<typeof schema>>;

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/** The mean of p(x|z), `[batch, ...x]`: what the discriminator looks at. */
function picture({ mean, family }: Distribution): tf.Tensor {
  if (mean === undefined) {
    throw new NotSupportedError("the discriminator looks at the mean of p(x|z)", {
      where: "losses/vae-gan",
      received: `a likelihood "${family}" without one`,
      remedy: "Choose likelihood.kind: bernoulli or gaussian.",
    });
  }
  return mean();
}

const real = (odds: tf.Tensor) => tf.softplus(tf.neg(odds)); // -log D
const fake = (odds: tf.Tensor) => tf.softplus(odds); // -log(1 - D)

/** -log N(Dis_l(x); Dis_l(x~), I), `[batch]`, nats. */
const featureDistance = (data: Judged, decoded: Judged) =>
  tf.sum(tf.add(tf.mul(tf.square(tf.sub(data.feature, decoded.feature)), 0.5), halfLog2Pi), 1);

/** Creates the objectives `encoder`, `decoder` and `discriminator`. */
export function createVaeGan(
  { discriminator, features, gamma }: VaeGanConfig,
  wiring: Pick<Wiring, "part" | "condition" | "fields">,
): Loss<ImageJudgeParams> {
  const support = wiring.fields.x?.support;
  if (support === "tokens" || support === "category") {
    throw new ConfigError("a discriminator compares x with means of p(x|z), and categories have none", {
      where: "config loss.kind",
      expected: "data of numbers",
      received: `${support} data`,
    });
  }
  const judge = imageJudge(discriminator, features, wiring);
  /** One pass of model and judge, with the same noise in every objective. The judge's state follows the data alone. */
  const look = (params: Values<ImageJudgeParams>, model: Model, batch: Batch, context: Context) => {
    const trace = model.infer(batch, { samples: 1 }, context);
    const see = (x: tf.Tensor, scope: Context) => judge.judge(params, x, batch, scope);
    const size = (batch.weight as tf.Tensor).size;
    return {
      trace,
      data: () => see(batch.x as tf.Tensor, context.at("data")),
      decoded: () => see(tf.squeeze(picture(trace.likelihood), [0]), context.at("decoded").quiet()),
      drawn: () => {
        const { x } = model.generate([size], batch, context.at("prior").quiet());
        return see(picture(x), context.at("drawn").quiet());
      },
    };
  };
  return {
    params: judge.params,
    together: true,
    needs: {
      posterior: { law: "the KL divergence is a term" },
      prior: { drawn: "the discriminator looks at what is decoded from the prior" },
      decoder: { decoded: "the discriminator looks at whole examples" },
      likelihood: { mean: "the discriminator looks at it" },
    },
    objectives: {
      encoder: {
        moves: ["encoder", "prior"],
        terms: (params, model, batch, context) => {
          const { trace, data, decoded } = look(params, model, batch, context);
          return withAdded(
            {
              kl: { value: totalKl(trace.sites), over: "example" },
              "feature-reconstruction": { value: featureDistance(data(), decoded()), over: "example" },
              reconstruction: reconstructionTerm(trace, 0),
              ...reportedKl(trace.sites),
            },
            trace,
          );
        },
      },
      decoder: {
        moves: ["decoder"],
        terms: (params, model, batch, context) => {
          const { data, decoded, drawn } = look(params, model, batch, context);
          const seen = decoded();
          const deceit = tf.mul(tf.add(real(seen.logOdds), real(drawn().logOdds)), 0.5);
          return {
            "feature-reconstruction": { value: featureDistance(data(), seen), over: "example", weight: gamma },
            deceit: { value: deceit, over: "example" },
          };
        },
      },
      discriminator: {
        moves: ["loss"],
        terms: (params, model, batch, context) => {
          const { data, decoded, drawn } = look(params, model, batch, context);
          const odds = [real(data().logOdds), fake(decoded().logOdds), fake(drawn().logOdds)];
          return { "cross-entropy": { value: tf.div(tf.addN(odds), 3), over: "example" } };
        },
      },
    },
  };
}

/**
 * VAE-GAN (Larsen et al. 2016, eq. 7 to 9, algorithm 1): x is compared with its reconstruction in a hidden layer of a
 * discriminator, N(Dis_l(x); Dis_l(x~), I), which learns at the same time to tell data from reconstructions and from what is
 * decoded from the prior. The encoder minimises KL - log p(Dis_l(x)|z), the decoder -gamma log p(Dis_l(x)|z) - log D of both
 * kinds of decoded examples (the non-saturating form of the paper's log(1 - D)), the discriminator its cross-entropy; all
 * three at the same parameters. x~ is the mean of p(x|z). Nats per example.
 *
 * Objective `encoder` moves encoder and prior: `kl`, `feature-reconstruction` `[batch]`; `reconstruction` of pixels is
 * reported; terms that parts add. `decoder`: `feature-reconstruction`, `deceit` `[batch]`. `discriminator` moves the loss's
 * own parameters: `cross-entropy` `[batch]`.
 *
 * @throws ConfigError for data of categories or tokens.
 */
export const vaeGanLoss: Definition<VaeGanConfig, Loss<ImageJudgeParams>> = {
  family: "loss",
  kind: "vae-gan",
  summary: "VAE-GAN: reconstruction in a discriminator's features (Larsen et al. 2016)",
  config: schema,
  create: createVaeGan,
};
