/**
 * A recurrent language model under a latent (Bowman et al. 2016, section 3): `h_0 = tanh(z W + b)` and, or, z at each step;
 * `h_t = GRU(embed(x_{t-1}), h_{t-1})`; outputs linear in h_t. Teacher-forced in `outputs`, one token at a time in `stepper`.
 */
import {
  checkRate,
  type DenseParams,
  dense,
  embedding,
  type GruParams,
  gru,
  heads,
  type Layer,
  linear,
} from "@elbo/layers";
import type { Decoder, DecoderStepper, Definition, Named, ParamSpec, ParamTree, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { latentVector } from "../input/latent-vector.ts";
import { sequenceWiring } from "../sequence/sequence-wiring.ts";
import { teacherTokens, tokenBefore } from "../sequence/teacher-tokens.ts";
import { readOut } from "./read-out.ts";

const schema = z.strictObject({
  kind: z.literal("recurrent"),
  embedding: z.number().int().positive().default(64).describe("width of a token's vector, in units"),
  hidden: z.number().int().positive().default(256).describe("width of the state, in units"),
  feed: z
    .enum(["start", "each", "both"])
    .default("both")
    .describe("where z enters: the first state, every step, or both"),
  tokenDropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe("probability that a token fed back in training is replaced by the unknown token"),
});

/** Config of the recurrent decoder. */
export type RecurrentDecoderConfig = z.infer<typeof schema>;

/** Parameters. `initial` and `each` are empty where z does not enter; the table ends with the start and the unknown token. */
export type RecurrentDecoderParams = {
  readonly embedding: { readonly table: ParamSpec };
  readonly initial: ParamTree;
  readonly each: ParamTree;
  readonly gru: GruParams;
  readonly heads: Named<DenseParams>;
};

/**
 * z, flattened and concatenated over sites, and the tokens before t -> outputs `[batch, time, ...]`, exactly those of the
 * wiring. Reads `given.batch.x` int32 `[batch, time]`, shifted right behind a start token.
 *
 * @throws ConfigError for data that are no tokens, outputs without their time axis, and widths below 1.
 */
export function createRecurrentDecoder(
  { embedding: width, hidden, feed, tokenDropout }: RecurrentDecoderConfig,
  wiring: Pick<Wiring, "fields" | "latents" | "outputs">,
): Decoder<RecurrentDecoderParams> {
  const where = "decoders/recurrent";
  const { time, categories, shapes } = sequenceWiring(wiring, where);
  const rate = checkRate(tokenDropout, "tokenDropout", where);
  const [start, unknown] = [categories, categories + 1];
  const latent = latentVector(wiring.latents, where);
  const table = embedding({ rows: rate > 0 ? unknown + 1 : unknown, width, where });
  const layer = gru({ input: width, hidden, where });
  const ends = heads({ input: hidden, shapes, where });
  const still: Layer = { params: {}, apply: (_, v) => tf.zeros([v.shape[0] as number, hidden]) };
  const initial =
    feed === "each" ? still : (dense({ input: latent.width, output: hidden, activation: "tanh", where }) as Layer);
  const each = feed === "start" ? undefined : (linear({ input: latent.width, output: 3 * hidden, where }) as Layer);

  type Params = Values<RecurrentDecoderParams>;
  const begin = (params: Params, z: Named<tf.Tensor>) => {
    const v = latent.read(z);
    return { state: initial.apply(params.initial, v), ...(each && { gates: each.apply(params.each, v) }) };
  };
  /** What tokens `[...]` add to the gates. */
  const project = (params: Params, tokens: tf.Tensor) =>
    layer.projectTokens(params.gru, params.embedding.table, tokens);
  const stepper: DecoderStepper<RecurrentDecoderParams> = {
    length: time,
    begin,
    step: (params, carry, previous, index) => {
      const token = tokenBefore(previous, index, start);
      const drives = [project(params, token), ...(carry.gates ? [layer.drive(carry.gates)] : [])];
      const state = layer.step(params.gru, carry.state as tf.Tensor, ...drives);
      return { outputs: readOut(ends, params.heads, tf.expandDims(state, 0), shapes), carry: { ...carry, state } };
    },
  };
  return {
    params: {
      embedding: table.params,
      initial: initial.params,
      each: each?.params ?? {},
      gru: layer.params,
      heads: ends.params,
    },
    reads: [],
    outputs: (params, z, given, context) => {
      const taught = teacherTokens(given.batch.x as tf.Tensor, { start, unknown, rate }, context.at("tokens"));
      const tokens = tf.transpose(taught, [1, 0]);
      const { state, gates } = begin(params, z);
      const options = { initial: state, ...(gates && { each: layer.drive(gates) }) };
      const { states } = layer.run(params.gru, project(params, tokens), options);
      return readOut(ends, params.heads, states, shapes);
    },
    stepper,
  };
}

/** The `recurrent` decoder, for registries. */
export const recurrentDecoder: Definition<RecurrentDecoderConfig, Decoder<RecurrentDecoderParams>> = {
  family: "decoder",
  kind: "recurrent",
  summary: "GRU language model under a latent, with token dropout (Bowman et al. 2016)",
  config: () => schema,
  create: createRecurrentDecoder,
};
