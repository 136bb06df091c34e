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
import {
  ConfigError,
  type Decoder,
  type Definition,
  type Named,
  type ParamTree,
  type Shape,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
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
  late: z
    .array(z.string())
    .default([])
    .describe("latent sites that pass the hidden layers by and meet them at the heads; `condition` is one"),
});

/** Config of the dense decoder. */
export type DenseDecoderConfig = z.infer<typeof schema>;

/** Parameters: the hidden layers, and one dense layer per output. */
export type DenseDecoderParams = { readonly trunk: ParamTree; readonly heads: Named<DenseParams> };

/**
 * z `[batch, ...event]` of every site, flattened and concatenated -> outputs `[batch, ...output]`, exactly those of the wiring. A
 * site in `late` is seen by the heads alone: output_d = h(z) A_d + s B_d, a head per column given s (HI-VAE: Nazabal et al. 2020,
 * section 3.3).
 *
 * @throws ConfigError for widths below 1, when there is no latent for the hidden layers, and for a late one that is none.
 */
export function createDenseDecoder(
  { hidden, activation, gated, norm, dropout, init, late }: DenseDecoderConfig,
  { latents, outputs }: Pick<Wiring, "latents" | "outputs">,
): Decoder<DenseDecoderParams> {
  const where = "decoders/dense";
  const { early, beside } = parted(latents, late, where);
  const input = latentVector(early, where);
  const image = input.image ? { inputImage: input.image } : {};
  const trunk = mlp({ input: input.width, ...image, widths: hidden, activation, gated, norm, dropout, init, where });
  const ends = heads({
    input: trunk.width + beside.width,
    ...(hidden.length + late.length === 0 && image),
    shapes: outputs,
    init,
    where,
  });
  return {
    params: { trunk: trunk.params, heads: ends.params },
    outputs: (params, z, _, context) =>
      ends.apply(params.heads, beside.join(trunk.apply(params.trunk, input.read(z), context.at("trunk")), z)),
  };
}

/** The sites for the hidden layers, and the others as one vector beside them. */
function parted(latents: Named<Shape>, late: readonly string[], where: string) {
  const stray = late.find((name) => !(name in latents));
  if (stray !== undefined) {
    throw new ConfigError("a late site is none of the latents", {
      where: `${where}, late`,
      expected: `some of ${Object.keys(latents).join(", ")}`,
      received: stray,
    });
  }
  const sites = (which: boolean): Named<Shape> =>
    Object.fromEntries(Object.entries(latents).filter(([name]) => late.includes(name) === which));
  const more = late.length > 0 ? latentVector(sites(true), where) : undefined;
  const beside = {
    width: more?.width ?? 0,
    join: (h: tf.Tensor, z: Named<tf.Tensor>): tf.Tensor => (more ? tf.concat([h, more.read(z)], 1) : h),
  };
  return { early: sites(false), beside };
}

/** The `dense` decoder, for registries. */
export const denseDecoder: Definition<DenseDecoderConfig, Decoder<DenseDecoderParams>> = {
  family: "decoder",
  kind: "dense",
  summary: "multilayer perceptron, plain or gated (Kingma & Welling 2014)",
  config: () => schema,
  create: createDenseDecoder,
};
