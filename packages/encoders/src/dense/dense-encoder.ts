/**
 * A multilayer perceptron from data to features (Kingma & Welling 2014, appendix C.2; gated as in Tomczak & Welling
 * 2018, section 5): `h = f(... f(x W_0 + b_0) ...)`, one linear head per feature.
 */
import { activationNames, type DenseParams, heads, mlp, normNames } from "@elbo/layers";
import type { Definition, Encoder, Named, ParamTree, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { conditionInput } from "../input/condition-input.ts";
import { networkInput } from "../input/network-input.ts";

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
});

/** Config of the dense encoder. */
export type DenseEncoderConfig = z.infer<typeof schema>;

/** Parameters: the hidden layers, and one dense layer per feature. */
export type DenseEncoderParams = { readonly trunk: ParamTree; readonly heads: Named<DenseParams> };

/**
 * x `[batch, ...event]` of any shape, flattened, a condition behind it -> features `[batch, ...feature]`, exactly those of the wiring.
 *
 * @throws ConfigError for tokens and for widths below 1.
 */
export function createDenseEncoder(
  { hidden, activation, gated, norm, dropout }: DenseEncoderConfig,
  { fields, features, condition }: Pick<Wiring, "fields" | "features" | "condition">,
): Encoder<DenseEncoderParams> {
  const where = "encoders/dense";
  const input = networkInput(fields, where);
  const given = conditionInput(condition);
  const size = tf.util.sizeFromShape([...input.shape]);
  const image = input.shape.length === 3 && given.width === 0 ? { inputImage: input.shape } : {};
  const trunk = mlp({
    input: size + given.width,
    ...image,
    widths: hidden,
    activation,
    gated,
    norm,
    dropout,
    where,
  });
  const ends = heads({ input: trunk.width, ...(hidden.length === 0 && image), shapes: features, where });
  return {
    params: { trunk: trunk.params, heads: ends.params },
    reads: [...input.reads, ...given.reads],
    apply: (params, batch, context) => {
      const x = given.beside(tf.reshape(input.read(batch), [-1, size]), batch);
      const h = trunk.apply(params.trunk, x, context.at("trunk"));
      return ends.apply(params.heads, h);
    },
  };
}

/** The `dense` encoder, for registries. */
export const denseEncoder: Definition<DenseEncoderConfig, Encoder<DenseEncoderParams>> = {
  family: "encoder",
  kind: "dense",
  summary: "multilayer perceptron, plain or gated (Kingma & Welling 2014)",
  config: () => schema,
  create: createDenseEncoder,
};
