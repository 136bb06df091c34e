/**
 * A language model of dilated causal convolutions under a latent (Yang et al. 2017, "Improved variational autoencoders for text
 * modeling using dilated convolutions", section 3.2): z joins every token's vector; residual blocks of a 1x1, a dilated and
 * a 1x1 convolution widen what a token sees, from 1 + 2 (a bag of words, nearly) to far more than a sentence: the smaller
 * the reach, the more z must say. Teacher-forced in `outputs`, one token at a time in `stepper`.
 */
import {
  activationNames,
  activations,
  type CausalConv1dParams,
  causalConv1d,
  checkRate,
  type DenseParams,
  dense,
  embedding,
  heads,
  linear,
} from "@elbo/layers";
import type { Decoder, DecoderStepper, Definition, Named, ParamSpec, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { latentVector } from "../input/latent-vector.ts";
import { readSteps } from "../sequence/read-steps.ts";
import { sequenceWiring } from "../sequence/sequence-wiring.ts";
import { teacherTokens, tokenBefore } from "../sequence/teacher-tokens.ts";
import { tokenDropoutField } from "../sequence/token-dropout.ts";

const size = z.number().int().positive();
const schema = z.strictObject({
  kind: z.literal("dilated"),
  embedding: size.default(64).describe("width of a token's vector, in units"),
  channels: size.default(256).describe("width of the residual stream, in units"),
  inner: size.default(128).describe("width inside a block, in units"),
  kernel: size.min(2).default(3).describe("tokens that a dilated convolution looks at"),
  dilations: z
    .array(size)
    .min(1)
    .default([1, 2, 4, 8, 16])
    .describe(
      "tokens from one that it looks at to the next, block by block; a token sees 1 + (kernel - 1) sum of these before it",
    ),
  activation: z.enum(activationNames).default("relu").describe("before each convolution of a block, and the outputs"),
  tokenDropout: tokenDropoutField,
});

/** Config of the dilated decoder. */
export type DilatedDecoderConfig = z.infer<typeof schema>;

/** One block: 1x1 to `inner`, dilated, 1x1 back. */
type BlockParams = { readonly narrow: DenseParams; readonly dilated: CausalConv1dParams; readonly widen: DenseParams };

/** Parameters: the table ends with the start and the unknown token; `enter` and `latent` make the first of the stream. */
export type DilatedDecoderParams = {
  readonly embedding: { readonly table: ParamSpec };
  readonly enter: DenseParams;
  readonly latent: { readonly weight: ParamSpec };
  readonly blocks: Named<BlockParams>;
  readonly heads: Named<DenseParams>;
};

/**
 * z, flattened and concatenated over sites, and the tokens before t -> outputs `[batch, time, ...]`, exactly those of the
 * wiring. Reads `given.batch.x` int32 `[batch, time]`, shifted right behind a start token.
 *
 * @throws ConfigError for data that are no tokens, outputs without their time axis, and widths below 1.
 */
export function createDilatedDecoder(
  { embedding: width, channels, inner, kernel, dilations, activation, tokenDropout }: DilatedDecoderConfig,
  wiring: Pick<Wiring, "fields" | "latents" | "outputs">,
): Decoder<DilatedDecoderParams> {
  const where = "decoders/dilated";
  const { time, categories, shapes } = sequenceWiring(wiring, where);
  const rate = checkRate(tokenDropout, "tokenDropout", where);
  const [start, unknown] = [categories, categories + 1];
  const site = latentVector(wiring.latents, where);
  const table = embedding({ rows: rate > 0 ? unknown + 1 : unknown, width, where });
  const enter = dense({ input: width, output: channels, where });
  const latent = linear({ input: site.width, output: channels, where });
  const blocks = dilations.map((dilation, i) => ({
    name: `block${i}`,
    narrow: dense({ input: channels, output: inner, init: "he-normal", where }),
    dilated: causalConv1d({ input: inner, output: inner, kernel, dilation, init: "he-normal", where }),
    widen: dense({ input: inner, output: channels, where }),
  }));
  const ends = heads({ input: channels, shapes, where });
  const f = activations[activation];

  type Params = Values<DilatedDecoderParams>;
  /** The stream `[..., channels]` through all blocks; `convolve` is the dilated one, of all steps or of one. */
  const through = (
    params: Params,
    h: tf.Tensor,
    convolve: (block: (typeof blocks)[number], values: Values<CausalConv1dParams>, x: tf.Tensor) => tf.Tensor,
  ) =>
    blocks.reduce((stream, block) => {
      const at = params.blocks[block.name] as Values<BlockParams>;
      const middle = convolve(block, at.dilated, f(block.narrow.apply(at.narrow, f(stream))));
      return tf.add(stream, block.widen.apply(at.widen, f(middle)));
    }, h);
  const vectors = (params: Params, tokens: tf.Tensor) =>
    enter.apply(params.enter, table.apply(params.embedding, tokens));
  const read = (params: Params, h: tf.Tensor, steps: number) => readSteps(ends, params.heads, f(h), steps);
  const stepper: DecoderStepper<DilatedDecoderParams> = {
    length: time,
    begin: (params, sites) => {
      const drive = latent.apply(params.latent, site.read(sites));
      const batch = drive.shape[0] as number;
      return { drive, ...Object.fromEntries(blocks.map(({ name, dilated }) => [name, dilated.memory(batch)])) };
    },
    step: (params, carry, previous, index) => {
      const memories: Record<string, tf.Tensor> = {};
      const h = tf.add(vectors(params, tokenBefore(previous, index, start)), carry.drive as tf.Tensor);
      const out = through(params, h, ({ name, dilated }, values, x) => {
        const { y, memory } = dilated.step(values, carry[name] as tf.Tensor, x);
        memories[name] = memory;
        return y;
      });
      return { outputs: read(params, out, 1), carry: { ...carry, ...memories } };
    },
  };
  return {
    params: {
      embedding: table.params,
      enter: enter.params,
      latent: latent.params,
      blocks: Object.fromEntries(
        blocks.map(({ name, narrow, dilated, widen }) => [
          name,
          { narrow: narrow.params, dilated: dilated.params, widen: widen.params },
        ]),
      ),
      heads: ends.params,
    },
    reads: [],
    outputs: (params, sites, given, context) => {
      const tokens = teacherTokens(given.batch.x as tf.Tensor, { start, unknown, rate }, context.at("tokens"));
      const drive = tf.expandDims(latent.apply(params.latent, site.read(sites)), 1);
      const h = tf.add(vectors(params, tokens), drive);
      return read(
        params,
        through(params, h, ({ dilated }, values, x) => dilated.apply(values, x)),
        time,
      );
    },
    stepper,
  };
}

/** The `dilated` decoder, for registries. */
export const dilatedDecoder: Definition<DilatedDecoderConfig, Decoder<DilatedDecoderParams>> = {
  family: "decoder",
  kind: "dilated",
  summary: "dilated causal convolutions over tokens under a latent (Yang et al. 2017)",
  config: () => schema,
  create: createDilatedDecoder,
};
