import { type Activation, activationNames, heads, type Layer, mlp, type Norm, normNames } from "@elbo/layers";
import { foldLeading, unfoldLeading } from "@elbo/program";
import type { Context, Named, ParamTree, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { boundLogVariance } from "../posteriors/log-variance.ts";

/** Mean and log-variance, both `[...lead, latent]`. */
export interface Moments {
  readonly mean: tf.Tensor;
  readonly logVariance: tf.Tensor;
}

/** A net from vectors, or from images, to the moments of a Gaussian. */
export interface ConditionalNormal {
  readonly params: { readonly trunk: ParamTree; readonly heads: ParamTree };
  /** `[...lead, ...input]` -> `[...lead, ...latent]`; the leading axes are folded around the net. */
  moments(values: Values<ParamTree>, input: tf.Tensor, context: Context): Moments;
}

/** Config fields of all nets of a structure. */
export const netFields = {
  activation: z
    .enum(activationNames)
    .default("leaky-relu")
    .describe("of the nets; gated layers have their gate instead"),
  gated: z.boolean().optional().describe("gated dense layers in the nets: (x W + b) sigmoid(x V + c)"),
  norm: z.enum(normNames).optional().describe("normalisation in the nets, as in the dense encoder; default none"),
};

/** A multilayer perceptron with a mean and a clipped log-variance head. */
export function conditionalNormal(options: {
  readonly input: number;
  readonly latent: number;
  readonly widths: readonly number[];
  readonly activation: Activation;
  readonly gated?: boolean;
  readonly norm?: Norm;
  readonly where: string;
}): ConditionalNormal {
  const { latent, where } = options;
  const trunk = mlp(options);
  const out = heads({ input: trunk.width, shapes: { mean: [latent], "log-variance": [latent] }, where });
  return {
    params: { trunk: trunk.params, heads: out.params },
    moments(values, input, context) {
      const { trunk: hidden, heads: last } = values as Record<"trunk" | "heads", Values<ParamTree>>;
      const lead = input.shape.slice(0, -1);
      const h = trunk.apply(hidden, foldLeading(input, lead.length), context.at("trunk"));
      const both = (out as Layer<ParamTree, Named<tf.Tensor>>).apply(last, h);
      const [mean, logVariance] = [both.mean as tf.Tensor, both["log-variance"] as tf.Tensor];
      return { mean: unfoldLeading(mean, lead), logVariance: boundLogVariance(unfoldLeading(logVariance, lead)) };
    },
  };
}
