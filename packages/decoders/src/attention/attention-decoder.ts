/**
 * A causal transformer under a latent (Vaswani et al. 2017; Li et al. 2020, "Optimus", whose first way to put z in this is): z joins
 * every token's vector and its place; blocks of self-attention, each token among itself and those before; outputs linear in
 * the last states. Teacher-forced in `outputs`, one token at a time in `stepper`, which keeps keys and values.
 */
import { checkRate, type DenseParams, embedding, heads, linear, transformerBlocks } from "@elbo/layers";
import { normal } from "@elbo/program";
import type { Decoder, DecoderStepper, Definition, Named, ParamSpec, ParamTree, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { latentVector } from "../input/latent-vector.ts";
import { readSteps } from "../sequence/read-steps.ts";
import { sequenceWiring } from "../sequence/sequence-wiring.ts";
import { teacherTokens, tokenBefore } from "../sequence/teacher-tokens.ts";
import { tokenDropoutField } from "../sequence/token-dropout.ts";

const size = z.number().int().positive();
const schema = z.strictObject({
  kind: z.literal("attention"),
  width: size.default(128).describe("of a token's vector, in units"),
  heads: size.default(4).describe("attentions side by side; they divide the width"),
  layers: size.default(2).describe("blocks of attention and two dense layers"),
  tokenDropout: tokenDropoutField,
});

/** Config of the attention decoder. */
export type AttentionDecoderConfig = z.infer<typeof schema>;

/** Parameters: the table ends with the start and the unknown token. */
export type AttentionDecoderParams = {
  readonly embedding: { readonly table: ParamSpec };
  readonly position: ParamSpec;
  readonly latent: { readonly weight: ParamSpec };
  readonly blocks: ParamTree;
  readonly heads: Named<DenseParams>;
};

/**
 * z, flattened and concatenated over sites, and the tokens before t -> outputs `[batch, time, ...]`, exactly those of the
 * wiring. Reads `given.batch.x` int32 `[batch, time]`, shifted right behind a start token.
 *
 * @throws ConfigError for data that are no tokens, outputs without their time axis, widths below 1, and heads that do not divide
 *   the width.
 */
export function createAttentionDecoder(
  { width, heads: count, layers, tokenDropout }: AttentionDecoderConfig,
  wiring: Pick<Wiring, "fields" | "latents" | "outputs">,
): Decoder<AttentionDecoderParams> {
  const where = "decoders/attention";
  const { time, categories, shapes } = sequenceWiring(wiring, where);
  const rate = checkRate(tokenDropout, "tokenDropout", where);
  const [start, unknown] = [categories, categories + 1];
  const site = latentVector(wiring.latents, where);
  const table = embedding({ rows: rate > 0 ? unknown + 1 : unknown, width, where });
  const latent = linear({ input: site.width, output: width, where });
  const blocks = transformerBlocks({ width, heads: count, layers, causal: true, where });
  const ends = heads({ input: width, shapes, where });

  const stepper: DecoderStepper<AttentionDecoderParams> = {
    length: time,
    begin: (params, sites) => {
      const drive = latent.apply(params.latent, site.read(sites));
      return { drive, ...blocks.memory(drive.shape[0] as number, time) };
    },
    step: (params, carry, previous, index) => {
      const token = table.apply(params.embedding, tokenBefore(previous, index, start));
      const place = tf.gather(params.position, tf.reshape(tf.cast(index, "int32"), [1]) as tf.Tensor1D);
      const h = tf.add(tf.add(token, place), carry.drive as tf.Tensor);
      const { y, memory } = blocks.step(params.blocks, carry, h, index);
      return { outputs: readSteps(ends, params.heads, y, 1), carry: { ...carry, ...memory } };
    },
  };
  return {
    params: {
      embedding: table.params,
      position: { shape: [time, width], init: normal(1 / Math.sqrt(width)) },
      latent: latent.params,
      blocks: blocks.params,
      heads: ends.params,
    },
    reads: [],
    outputs: (params, sites, given, context) => {
      const tokens = teacherTokens(given.batch.x as tf.Tensor, { start, unknown, rate }, context.at("tokens"));
      const drive = tf.expandDims(latent.apply(params.latent, site.read(sites)), 1);
      const h = tf.add(tf.add(table.apply(params.embedding, tokens), params.position), drive);
      return readSteps(ends, params.heads, blocks.apply(params.blocks, h), time);
    },
    stepper,
  };
}

/** The `attention` decoder, for registries. */
export const attentionDecoder: Definition<AttentionDecoderConfig, Decoder<AttentionDecoderParams>> = {
  family: "decoder",
  kind: "attention",
  summary: "causal transformer over tokens under a latent (Vaswani et al. 2017; Li et al. 2020)",
  config: () => schema,
  create: createAttentionDecoder,
};
