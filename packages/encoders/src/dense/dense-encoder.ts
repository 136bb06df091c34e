/**
 * A multilayer perceptron from data to features (Kingma & Welling 2014, appendix C.2; gated as in Tomczak & Welling
 * 2018, section 5): `h = f(... f(x W_0 + b_0) ...)`, one linear head per feature.
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
  type Definition,
  type Encoder,
  type Named,
  type ParamTree,
  type Shape,
  type Wiring,
} from "@elbo/spec";
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
  init: z.enum(weightInitialisers).optional().describe(weightInitialisersDescribed),
  rungs: z
    .record(z.string(), z.number().int().min(0))
    .optional()
    .describe(
      "by latent site: its features are read after so many hidden layers (the rungs of a ladder VAE); absent: after the last",
    ),
});

/** Config of the dense encoder. */
export type DenseEncoderConfig = z.infer<typeof schema>;

/** Parameters: the hidden layers, and one dense layer per feature. */
export type DenseEncoderParams = { readonly trunk: ParamTree; readonly heads: Named<DenseParams> };

/**
 * x `[batch, ...event]` of any shape, flattened, a condition behind it -> features `[batch, ...feature]`, exactly those of the wiring.
 *
 * @throws ConfigError for tokens, for widths below 1, for a rung of an unknown site or beyond the last layer.
 */
export function createDenseEncoder(
  { hidden, activation, gated, norm, dropout, init, rungs = {} }: DenseEncoderConfig,
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
    init,
    where,
  });
  checkRungs(rungs, hidden.length, features, where);
  const siteOf = (feature: string) => feature.split(".")[0] as string;
  const ends = [...hidden.keys(), hidden.length].map((depth) => {
    const own = Object.entries(features).filter(([name]) => (rungs[siteOf(name)] ?? hidden.length) === depth);
    const from = { input: hidden[depth - 1] ?? size + given.width, ...(depth === 0 && image) };
    return heads({ ...from, shapes: Object.fromEntries(own), init, where });
  });
  return {
    params: { trunk: trunk.params, heads: Object.assign({}, ...ends.map(({ params }) => params)) },
    reads: [...input.reads, ...given.reads],
    apply: (params, batch, context) => {
      const x = given.beside(tf.reshape(input.read(batch), [-1, size]), batch);
      const stages = trunk.stages(params.trunk, x, context.at("trunk"));
      return Object.assign({}, ...stages.map((h, depth) => ends[depth]?.apply(params.heads, h)));
    },
  };
}

function checkRungs(rungs: Named<number>, layers: number, features: Named<Shape>, where: string): void {
  const sites = [...new Set(Object.keys(features).flatMap((name) => (name.includes(".") ? [name.split(".")[0]] : [])))];
  for (const [site, depth] of Object.entries(rungs)) {
    if (sites.includes(site) && depth <= layers) continue;
    throw new ConfigError("a rung stands nowhere", {
      where: `${where}, rungs`,
      expected: `sites ${sites.join(", ") || "(the latents have one alone)"}, at most ${layers} layers`,
      received: `${site}: ${depth}`,
      remedy: "Name sites of the latents, and count hidden layers from the data on.",
    });
  }
}

/** The `dense` encoder, for registries. */
export const denseEncoder: Definition<DenseEncoderConfig, Encoder<DenseEncoderParams>> = {
  family: "encoder",
  kind: "dense",
  summary: "multilayer perceptron, plain or gated (Kingma & Welling 2014)",
  config: () => schema,
  create: createDenseEncoder,
};
