import { discretisedLogisticColours, discretisedLogisticMixture } from "@elbo/distributions";
import { ConfigError, type Definition, type Likelihood, type Named, type Shape, type Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { greyLevels } from "./grey-levels.ts";
import { smoothBounds } from "./smooth-bounds.ts";

const schema = z.strictObject({
  kind: z.literal("discretised-logistic"),
  components: z.int().positive().default(5).describe("logistic laws in the mixture"),
  channels: z
    .enum(["independent", "autoregressive"])
    .default("independent")
    .describe("autoregressive: green depends on red, and blue on both, within a pixel (three channels only)"),
});

/** Options of `discretised-logistic`. */
export type DiscretisedLogisticConfig = z.output<typeof schema>;

/** log of a scale, in units of x: from a tenth of a level to far more than the range. */
const scales = smoothBounds(-8, 2);

const lawOf = (outputs: Named<tf.Tensor>, levels: number) => ({
  levels,
  logits: outputs.weights as tf.Tensor,
  // 0 is the middle, as in the paper's range -1..1.
  mean: tf.mul(tf.add(outputs.mean as tf.Tensor, 1), 0.5),
  logScale: scales.bound(outputs["log-scale"] as tf.Tensor),
});

/** Creates p(x|z) over grey levels. It has no parameters of its own. */
export function createDiscretisedLogistic(
  { components, channels }: DiscretisedLogisticConfig,
  wiring: Pick<Wiring, "fields">,
): Likelihood<Record<never, never>> {
  const kind = "discretised-logistic";
  const { shape, levels } = greyLevels(kind, wiring);
  const each: Shape = [...shape, components];
  const supports = ["unit"] as const;
  if (channels === "independent") {
    return {
      params: {},
      outputs: { weights: each, mean: each, "log-scale": each },
      offers: ["mean"],
      supports,
      elements: (_params, outputs) => discretisedLogisticMixture(lawOf(outputs, levels)),
    };
  }
  if (shape.length !== 3 || shape[2] !== 3) {
    throw new ConfigError("one channel can only depend on another where there are three", {
      where: `likelihoods/${kind}`,
      expected: "x of shape [height, width, 3]",
      received: `[${shape.join(", ")}]`,
      remedy: "Set likelihood.channels: independent, or data.colour: true for pictures in colour.",
    });
  }
  return {
    params: {},
    outputs: { weights: [...shape.slice(0, 2), components], mean: each, "log-scale": each, coefficients: each },
    offers: ["mean"],
    supports,
    elements: (_params, outputs) =>
      discretisedLogisticColours({
        ...lawOf(outputs, levels),
        coefficients: tf.tanh(outputs.coefficients as tf.Tensor),
      }),
  };
}

/**
 * A mixture of logistic laws over the grey levels of a pixel (Salimans et al. 2017, "PixelCNN++", section 2.1), nats per channel.
 *
 * Outputs `weights` (log, unnormalised), `mean` (-1 is black, 1 white), `log-scale` `[...lead, ...x, component]`, kept in
 * [-8, 2]. With `channels: autoregressive` the components are the pixel's, `weights` `[...lead, height, width, component]`,
 * and `coefficients` `[...lead, ...x, component]`, through tanh, are those of green on red, blue on red, blue on green.
 *
 * @throws ConfigError when the data has no field x or does not state its levels; when channels depend and are not three.
 */
export const discretisedLogisticLikelihood: Definition<DiscretisedLogisticConfig, Likelihood<Record<never, never>>> = {
  family: "likelihood",
  kind: "discretised-logistic",
  summary: "A mixture of logistic laws over grey levels, channels in turn if wanted (Salimans et al. 2017)",
  config: () => schema,
  create: createDiscretisedLogistic,
};
