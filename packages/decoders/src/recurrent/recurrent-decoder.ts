/**
 * A recurrent language model under a latent (Bowman et al. 2016, section 3): `h_0 = tanh(z W + b)` and, or, z at each step;
 * `h_t = GRU(embed(x_{t-1}), h_{t-1})`, or an LSTM, of which z makes the first memory as well; outputs linear in h_t. Teacher-forced in `outputs`, one token at a time in `stepper`.
 */
import { cellNames, checkRate, type DenseParams, dense, embedding, heads, type Layer, linear } from "@elbo/layers";
import type { Decoder, DecoderStepper, Definition, Named, ParamSpec, ParamTree, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { latentVector } from "../input/latent-vector.ts";
import { sequenceWiring } from "../sequence/sequence-wiring.ts";
import { teacherTokens, tokenBefore } from "../sequence/teacher-tokens.ts";
import { tokenDropoutField } from "../sequence/token-dropout.ts";
import { readOut } from "./read-out.ts";
import { writingCells } from "./writing-cells.ts";

const schema = z.strictObject({
  kind: z.literal("recurrent"),
  embedding: z.number().int().positive().default(64).describe("width of a token's vector, in units"),
  cell: z.enum(cellNames).default("gru").describe("gated recurrent unit, or long short-term memory"),
  hidden: z.number().int().positive().default(256).describe("width of the state, in units"),
  feed: z
    .enum(["start", "each", "both"])
    .default("both")
    .describe("where z enters: the first state, every step, or both"),
  tokenDropout: tokenDropoutField,
});

/** Config of the recurrent decoder. */
export type RecurrentDecoderConfig = z.infer<typeof schema>;

/**
 * Parameters. `initial` and `each` are empty where z does not enter; the table ends with the start and the unknown token; the
 * cell's stand under its own name, `gru` or `lstm`.
 */
export type RecurrentDecoderParams = {
  readonly embedding: { readonly table: ParamSpec };
  readonly initial: ParamTree;
  readonly each: ParamTree;
  readonly heads: Named<DenseParams>;
} & ParamTree;

/**
 * z, flattened and concatenated over sites, and the tokens before t -> outputs `[batch, time, ...]`, exactly those of the
 * wiring. Reads `given.batch.x` int32 `[batch, time]`, shifted right behind a start token.
 *
 * @throws ConfigError for data that are no tokens, outputs without their time axis, and widths below 1.
 */
export function createRecurrentDecoder(
  { embedding: width, cell: kind, hidden, feed, tokenDropout }: RecurrentDecoderConfig,
  wiring: Pick<Wiring, "fields" | "latents" | "outputs">,
): Decoder<RecurrentDecoderParams> {
  const where = "decoders/recurrent";
  const { time, categories, shapes } = sequenceWiring(wiring, where);
  const rate = checkRate(tokenDropout, "tokenDropout", where);
  const [start, unknown] = [categories, categories + 1];
  const latent = latentVector(wiring.latents, where);
  const table = embedding({ rows: rate > 0 ? unknown + 1 : unknown, width, where });
  const cell = writingCells[kind]({ input: width, hidden, where });
  const ends = heads({ input: hidden, shapes, where });
  const still: Layer = { params: {}, apply: (_, v) => tf.zeros([v.shape[0] as number, cell.carried]) };
  const initial =
    feed === "each"
      ? still
      : (dense({ input: latent.width, output: cell.carried, activation: "tanh", where }) as Layer);
  const each = feed === "start" ? undefined : (linear({ input: latent.width, output: cell.gates, where }) as Layer);

  type Params = Values<RecurrentDecoderParams>;
  const own = (params: Params) => params[kind] as Values<ParamTree>;
  const begin = (params: Params, z: Named<tf.Tensor>): Named<tf.Tensor> => {
    const v = latent.read(z);
    const carry = cell.begin(initial.apply(params.initial, v));
    return { ...carry, ...(each && { gates: each.apply(params.each, v) }) };
  };
  const stepper: DecoderStepper<RecurrentDecoderParams> = {
    length: time,
    begin,
    step: (params, carry, previous, index) => {
      const drives = {
        table: params.embedding.table,
        tokens: tokenBefore(previous, index, start),
        each: carry.gates,
      };
      const next = cell.step(own(params), carry, drives);
      const states = tf.expandDims(next.state as tf.Tensor, 0);
      return { outputs: readOut(ends, params.heads, states, shapes), carry: { ...carry, ...next } };
    },
  };
  return {
    params: {
      embedding: table.params,
      initial: initial.params,
      each: each?.params ?? {},
      [kind]: cell.params,
      heads: ends.params,
    },
    reads: [],
    outputs: (params, z, given, context) => {
      const taught = teacherTokens(given.batch.x as tf.Tensor, { start, unknown, rate }, context.at("tokens"));
      const tokens = tf.transpose(taught, [1, 0]);
      const carry = begin(params, z);
      const states = cell.run(own(params), carry, { table: params.embedding.table, tokens, each: carry.gates });
      return readOut(ends, params.heads, states, shapes);
    },
    stepper,
  };
}

/** The `recurrent` decoder, for registries. */
export const recurrentDecoder: Definition<RecurrentDecoderConfig, Decoder<RecurrentDecoderParams>> = {
  family: "decoder",
  kind: "recurrent",
  summary: "GRU or LSTM language model under a latent, with token dropout (Bowman et al. 2016)",
  config: () => schema,
  create: createRecurrentDecoder,
};
