/**
 * A multilayer perceptron from latents to a likelihood's outputs (Kingma & Welling 2014, appendix C; gated as in Tomczak
 * & Welling 2018, section 5): `h = f(... f(z W_0 + b_0) ...)`, one linear head per output.
 */
import {
  activationNames,
  type DenseParams,
  heads,
  mlp,
  normNames,
  weightInitialisers,
  weightInitialisersDescribed,
} from "@elbo/layers";
import type { Decoder, Definition, Named, ParamTree, Wiring } from "@elbo/spec";
import { z } from "zod";
import { latentVector } from "../input/latent-vector.ts";

const schema = z.strictObject({
  kind: z.literal("dense"),
  hidden: z.array(z.number().int().positive()).default([500, 500]).describe("widths of the hidden layers, in units"),
  activation: z
    .enum(activationNames)
    .default("relu")
    .describe("after each hidden layer; gated layers have their gate instead"),
  gated: z.boolean().default(false).describe("gated dense layers: (x W + b) sigmoid(x V + c)"),
  norm: z
    .enum(normNames)
    .default("none")
    .describe(
      "layer, batch: normalisation of each hidden layer before its activation; weight, spectral: of its weights",
    ),
  dropout: z.number().min(0).lt(1).default(0).describe("probability that a hidden unit is dropped in training"),
  init: z.enum(weightInitialisers).optional().describe(weightInitialisersDescribed),
});

/** Config of the dense decoder. */
export type DenseDecoderConfig = z.infer<typeof schema>;

/** Parameters: the hidden layers, and one dense layer per output. */
export type DenseDecoderParams = { readonly trunk: ParamTree; readonly heads: Named<DenseParams> };

/**
 * z `[batch, ...event]` of every site, flattened and concatenated -> outputs `[batch, ...output]`, exactly those of the wiring.
 *
 * @throws ConfigError for widths below 1 and when there is no latent.
 */
export function createDenseDecoder(
  { hidden, activation, gated, norm, dropout, init }: DenseDecoderConfig,
  { latents, outputs }: Pick<Wiring, "latents" | "outputs">,
): Decoder<DenseDecoderParams> {
  const where = "decoders/dense";
  const input = latentVector(latents, where);
  const image = input.image ? { inputImage: input.image } : {};
  const trunk = mlp({ input: input.width, ...image, widths: hidden, activation, gated, norm, dropout, init, where });
  const ends = heads({ input: trunk.width, ...(hidden.length === 0 && image), shapes: outputs, init, where });
  return {
    params: { trunk: trunk.params, heads: ends.params },
    outputs: (params, z, _, context) =>
      ends.apply(params.heads, trunk.apply(params.trunk, input.read(z), context.at("trunk"))),
  };
}

/** The `dense` decoder, for registries. */
export const denseDecoder: Definition<DenseDecoderConfig, Decoder<DenseDecoderParams>> = {
  family: "decoder",
  kind: "dense",
  summary: "multilayer perceptron, plain or gated (Kingma & Welling 2014)",
  config: () => schema,
  create: createDenseDecoder,
};
