/**
 * A recurrent net from token sequences to features (Bowman et al. 2016, section 3): embedding, GRU in one or both
 * directions, and linear heads on the state at the last real token.
 */
import { type DenseParams, dropout as drop, embedding, type GruParams, gru, heads, linear } from "@elbo/layers";
import {
  ConfigError,
  type Context,
  type Definition,
  type Encoder,
  type Named,
  type ParamSpec,
  type ParamTree,
  type Values,
  type Wiring,
} from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { conditionInput } from "../input/condition-input.ts";

const schema = z.strictObject({
  kind: z.literal("recurrent"),
  embedding: z.number().int().positive().default(64).describe("width of a token's vector, in units"),
  hidden: z.number().int().positive().default(256).describe("width of the state of each direction, in units"),
  bidirectional: z.boolean().default(false).describe("also read from the last real token to the first"),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe("probability that a unit of an embedding is dropped in training"),
});

/** Config of the recurrent encoder. */
export type RecurrentEncoderConfig = z.infer<typeof schema>;

/** Parameters: the table of tokens, one GRU per direction, one dense layer per feature. */
export type RecurrentEncoderParams = {
  readonly embedding: { readonly table: ParamSpec };
  readonly gru: Named<GruParams>;
  /** What the condition adds to the gates at each step, by direction; empty without one. */
  readonly condition: ParamTree;
  readonly heads: Named<DenseParams>;
};

const tokens = ({ fields }: Pick<Wiring, "fields">, where: string): number => {
  const x = fields.x;
  if (x?.support === "tokens" && x.shape.length === 1 && x.categories !== undefined) return x.categories;
  throw new ConfigError("this encoder reads sequences of tokens", {
    where,
    expected: 'field x with support "tokens", shape [time] and a number of categories',
    received: x
      ? `support "${x.support}", shape [${x.shape.join(", ")}], ${x.categories ?? "no"} categories`
      : "no field x",
    remedy: 'Take the encoder kind "dense" or "conv", or a data set of text.',
  });
};

/**
 * x int32 `[batch, time]` -> features `[batch, ...feature]`, exactly those of the wiring. With a field `x.length` int32
 * `[batch]`, tokens from there on change nothing; without it all tokens count. A condition adds to the gates at each step.
 *
 * @throws ConfigError for data that are no tokens, and for widths below 1.
 */
export function createRecurrentEncoder(
  { embedding: width, hidden, bidirectional, dropout }: RecurrentEncoderConfig,
  wiring: Pick<Wiring, "fields" | "features" | "condition">,
): Encoder<RecurrentEncoderParams> {
  const where = "encoders/recurrent";
  const table = embedding({ rows: tokens(wiring, where), width, where });
  const layer = gru({ input: width, hidden, where });
  const directions = bidirectional ? ["forward", "backward"] : ["forward"];
  const ends = heads({ input: hidden * directions.length, shapes: wiring.features, where });
  const dropped = drop({ rate: dropout, where });
  const given = conditionInput(wiring.condition);
  const each = given.width > 0 ? linear({ input: given.width, output: 3 * hidden, where }) : undefined;
  /**
   * What tokens `[batch, time]` add to the gates of each direction, `[time, batch, ...]`. Noise keeps the batch in front:
   * each example has its own.
   */
  const read = (values: Values<typeof table.params>, tokens: tf.Tensor, context: Context) => {
    if (dropout === 0) {
      const early = tf.transpose(tokens, [1, 0]);
      return (weights: Values<GruParams>) => layer.projectTokens(weights, values.table, early);
    }
    const noisy = dropped.apply({}, table.apply(values, tokens), context.at("embedding"));
    const vectors = tf.transpose(noisy, [1, 0, 2]);
    return (weights: Values<GruParams>) => layer.project(weights, vectors);
  };
  return {
    params: {
      embedding: table.params,
      gru: Object.fromEntries(directions.map((name) => [name, layer.params])),
      condition: each ? Object.fromEntries(directions.map((name) => [name, each.params])) : {},
      heads: ends.params,
    },
    reads: [...("x.length" in wiring.fields ? ["x.length"] : []), ...given.reads],
    apply: (params, batch, context) => {
      const project = read(params.embedding, tf.cast(batch.x as tf.Tensor, "int32"), context);
      const lengths = batch["x.length"];
      const states = directions.map((name) => {
        const driven = each && layer.drive(each.apply(params.condition[name] as never, batch.condition as tf.Tensor));
        const options = { reverse: name === "backward", ...(lengths && { lengths }), ...(driven && { each: driven }) };
        const weights = params.gru[name] as (typeof params.gru)[string];
        return layer.run(weights, project(weights), options).last;
      });
      return ends.apply(params.heads, states.length === 1 ? (states[0] as tf.Tensor) : tf.concat(states, 1));
    },
  };
}

/** The `recurrent` encoder, for registries. */
export const recurrentEncoder: Definition<RecurrentEncoderConfig, Encoder<RecurrentEncoderParams>> = {
  family: "encoder",
  kind: "recurrent",
  summary: "token embedding and GRU, one or two directions (Bowman et al. 2016)",
  config: () => schema,
  create: createRecurrentEncoder,
};
