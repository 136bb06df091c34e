import { ConfigError, type Definition, type Distribution, type Loss, type Slot, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { reconstructionTerm, withAdded } from "../bounds/trace-terms.ts";
import { reportedKl, totalKl } from "../kl/site-kl.ts";
import { movingWeight, weightField } from "../weights/moving-weight.ts";
import { MOST_SCALES, multiScaleSimilarity } from "./similarity.ts";

const schema = (slot: Slot) =>
  z.strictObject({
    kind: z.literal("ms-ssim"),
    weight: z.number().gt(0).default(4000).describe("nats that a similarity of 0 costs, against one of 1"),
    beta: weightField(slot).default(1).describe("weight of the KL divergence: a number, or a schedule over training"),
    scales: z
      .int()
      .min(1)
      .max(MOST_SCALES)
      .default(MOST_SCALES)
      .describe("M: pictures of 4 x 2^(M - 1) pixels or more"),
  });

/** Options of `ms-ssim`. */
export type MsSsimConfig = z.output<ReturnType<typeof schema>>;

/** @throws ConfigError for data that are no pictures of numbers between 0 and 1, or too small for the scales. */
function checkPictures({ fields: { x } }: Pick<Wiring, "fields">, scales: number): void {
  const shape = x?.shape ?? [];
  const side = 4 * 2 ** (scales - 1);
  const numbers = x?.support === "unit" || x?.support === "binary";
  const smallest = Math.min(...shape.slice(0, 2));
  if (numbers && shape.length === 3 && smallest >= side) return;
  const fitting = Math.floor(Math.log2(smallest / 4)) + 1;
  const small = numbers && shape.length === 3 && fitting >= 1;
  throw new ConfigError(small ? "the pictures are too small to be halved so often" : "MS-SSIM compares pictures", {
    where: "config loss",
    expected: `pictures [height, width, channel] of numbers between 0 and 1, ${side} x ${side} or more for ${scales} scales`,
    received: x ? `support "${x.support}", shape [${shape.join(", ")}]` : "no field x",
    remedy: small ? `Choose larger pictures, or loss.scales: ${fitting}.` : "Choose other data, or loss.kind: elbo.",
  });
}

/** Creates the objective `ms-ssim`. */
export function createMsSsim(
  { weight, beta, scales }: MsSsimConfig,
  wiring: Pick<Wiring, "part" | "fields">,
): Loss<Record<never, never>> {
  checkPictures(wiring, scales);
  const kl = movingWeight("beta", beta, wiring);
  return {
    params: {},
    knobs: kl.knobs,
    needs: {
      posterior: { law: "the KL divergence is a term" },
      decoder: { decoded: "whole pictures are compared" },
      likelihood: { mean: "it is the picture that is compared with x" },
    },
    objectives: {
      "ms-ssim": {
        moves: ["encoder", "decoder", "prior"],
        terms: (_params, model, batch, context) => {
          const trace = model.infer(batch, { samples: 1 }, context);
          const picture = tf.squeeze((trace.likelihood.mean as NonNullable<Distribution["mean"]>)(), [0]);
          const x = tf.reshape(batch.x as tf.Tensor, picture.shape);
          return withAdded(
            {
              dissimilarity: {
                value: tf.sub(1, multiScaleSimilarity(x, picture, scales)),
                over: "example",
                weight,
              },
              kl: { value: totalKl(trace.sites), over: "example", weight: kl.weight },
              reconstruction: reconstructionTerm(trace, 0),
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
 * A VAE whose reconstruction is compared with x by structure, not pixel by pixel (Snell et al. 2017, "Learning to generate images
 * with perceptual similarity metrics"; PyTorch-VAE's MSSSIM-VAE): weight (1 - MS-SSIM(x, x~)) + beta KL(q(z|x) || p(z)), x~
 * the mean of p(x|z), MS-SSIM of Wang et al. 2003. No bound: -log p(x|z) is reported. PyTorch-VAE averages contrast and structure over
 * the batch before it multiplies, and raises the coarsest scale to the fourth power of its weight; this is the paper's, example
 * by example. What p(x|z) has beside its mean (a sigma) is not trained.
 *
 * Terms: `dissimilarity` 1 - MS-SSIM `[batch]`, between 0 and 1, no nats; `kl` `[batch]` or `[sample, batch]`, nats; `reconstruction`
 * and `kl/<site>` reported; terms that parts add.
 *
 * @throws ConfigError for data that are no pictures, and for pictures below 64x64 (fewer scales: smaller ones).
 */
export const msSsimLoss: Definition<MsSsimConfig, Loss<Record<never, never>>> = {
  family: "loss",
  kind: "ms-ssim",
  summary: "Multi-scale structural similarity as reconstruction (Wang et al. 2003; Snell et al. 2017)",
  config: schema,
  create: createMsSsim,
};
