import { normal } from "@elbo/distributions";
import { constant } from "@elbo/program";
import type { Definition, Distribution, Likelihood, Named, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { GaussianParams, SigmaSources } from "./gaussian-sigma.ts";
import { boundLogSigma, logSigmaRange, rawLogSigma } from "./log-sigma.ts";
import { observedField } from "./observed-field.ts";
import { optimalSigma, sigmaOfErrors } from "./optimal-sigma.ts";

const [lowest, highest] = logSigmaRange.map(Math.exp) as [number, number];

const schema = z.strictObject({
  kind: z.literal("gaussian"),
  sigma: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("fixed"),
        value: z.number().gt(0).default(1).describe("standard deviation, in units of x"),
      }),
      z.strictObject({
        kind: z.literal("learned"),
        initial: z.number().gt(lowest).lt(highest).default(1).describe("first standard deviation, in units of x"),
      }),
      z.strictObject({ kind: z.literal("per-pixel") }),
      optimalSigma,
    ])
    .default({ kind: "learned", initial: 1 })
    .describe(
      "fixed, one learned number, one per element from the decoder, or the best one for the errors at hand; learned ones stay in (0.0025, 20.1)",
    ),
});

/** Options of `gaussian`. */
export type GaussianConfig = z.output<typeof schema>;

type Scale = {
  readonly params: GaussianParams;
  /** Whether the decoder has a second head. */
  readonly head: boolean;
  /** A scalar or what broadcasts with `[...lead, ...x]`, in units of x. */
  scale(sources: SigmaSources): tf.Tensor;
};

const scaleOf = (sigma: GaussianConfig["sigma"]): Scale => {
  switch (sigma.kind) {
    case "fixed":
      return { params: {}, head: false, scale: () => tf.scalar(sigma.value) };
    case "learned":
      return {
        params: { logSigma: { shape: [], init: constant(rawLogSigma(sigma.initial)) } },
        head: false,
        scale: ({ params }) => tf.exp(boundLogSigma(params.logSigma as tf.Tensor)),
      };
    case "per-pixel":
      // The head speaks of log variance: twice the log standard deviation.
      return {
        params: {},
        head: true,
        scale: ({ outputs }) => tf.exp(boundLogSigma(tf.mul(outputs["log-variance"] as tf.Tensor, 0.5))),
      };
    case "optimal":
      return { ...sigmaOfErrors(sigma), head: false };
  }
};

/** Lowest and highest sigma of each example, `[sample, batch]`, in units of x. */
const sigmaRange = ({ batchShape, parameters }: Distribution): Named<tf.Tensor> => {
  const scale = tf.broadcastTo(parameters.scale as tf.Tensor, [...batchShape]);
  const axes = batchShape.slice(2).map((_, i) => i + 2);
  return { "sigma-low": tf.min(scale, axes), "sigma-high": tf.max(scale, axes) };
};

/** Creates p(x|z) = prod N(x; mean, sigma^2) with the chosen kind of sigma. */
export function createGaussian({ sigma }: GaussianConfig, wiring: Pick<Wiring, "fields">): Likelihood<GaussianParams> {
  const { shape } = observedField("gaussian", wiring);
  const { params, head, scale } = scaleOf(sigma);
  return {
    params,
    outputs: head ? { mean: shape, "log-variance": shape } : { mean: shape },
    offers: ["mean", "pathwise"],
    supports: ["real", "unit", "binary"],
    elements: (values, outputs, context, batch) =>
      normal({ mean: outputs.mean as tf.Tensor, scale: scale({ params: values, outputs, context, batch }) }),
    figures: sigmaRange,
  };
}

/**
 * A Gaussian per pixel or column (Kingma & Welling 2014, appendix C.2; one learned sigma: Rybkin et al. 2021, eq. 5):
 * log p(x|z) = -0.5 ((x - mean) / sigma)^2 - log sigma - 0.5 log(2 pi), nats.
 *
 * Output `mean` `[...lead, ...x]`, unbounded; with `sigma.kind: per-pixel` also `log-variance` `[...lead, ...x]`.
 * `sigma.kind: optimal` is the analytic optimum of sigma-VAE: see `sigmaOfErrors`.
 * A learned log sigma is kept in [-6, 3] by -1.5 + 4.5 tanh(raw / 4.5 + 0.3466), so densities stay below 5.1 nats per
 * element. On binary or 8-bit data a small sigma gives positive log densities: do not compare them with mass functions.
 *
 * @throws ConfigError when the data has no field x.
 */
export const gaussianLikelihood: Definition<GaussianConfig, Likelihood<GaussianParams>> = {
  family: "likelihood",
  kind: "gaussian",
  summary: "A Gaussian per pixel or column, sigma fixed, learned, per pixel or optimal (Rybkin et al. 2021)",
  config: () => schema,
  create: createGaussian,
};
