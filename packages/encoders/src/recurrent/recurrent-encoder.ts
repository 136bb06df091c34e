/**
 * A recurrent net from token sequences to features (Bowman et al. 2016, section 3): embedding, GRU or LSTM in one or both
 * directions, and linear heads on the state at the last real token.
 */
import { cellNames, type DenseParams, dropout as drop, embedding, heads, linear, sequenceReader } from "@elbo/layers";
import type { Definition, Encoder, Named, ParamSpec, ParamTree, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { conditionInput } from "../input/condition-input.ts";
import { tokenField } from "../input/token-field.ts";

const schema = z.strictObject({
  kind: z.literal("recurrent"),
  embedding: z.number().int().positive().default(64).describe("width of a token's vector, in units"),
  cell: z.enum(cellNames).default("gru").describe("gated recurrent unit, or long short-term memory"),
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

/**
 * Parameters: the table of tokens, what the condition adds to the gates at each step by direction (empty without one), one
 * dense layer per feature, and, under its own name (`gru` or `lstm`), the cell of each direction.
 */
export type RecurrentEncoderParams = {
  readonly embedding: { readonly table: ParamSpec };
  readonly condition: ParamTree;
  readonly heads: Named<DenseParams>;
} & ParamTree;

/**
 * x int32 `[batch, time]` -> features `[batch, ...feature]`, exactly those of the wiring. With a field `x.length` int32
 * `[batch]`, tokens from there on change nothing; without it all tokens count. A condition adds to the gates at each step.
 *
 * @throws ConfigError for data that are no tokens, and for widths below 1.
 */
export function createRecurrentEncoder(
  { embedding: width, cell, hidden, bidirectional, dropout }: RecurrentEncoderConfig,
  wiring: Pick<Wiring, "fields" | "features" | "condition">,
): Encoder<RecurrentEncoderParams> {
  const where = "encoders/recurrent";
  const table = embedding({ rows: tokenField(wiring, where).categories, width, where });
  const reader = sequenceReader({ cell, input: width, hidden, bidirectional, where });
  const ends = heads({ input: reader.width, shapes: wiring.features, where });
  const dropped = drop({ rate: dropout, where });
  const given = conditionInput(wiring.condition);
  const each = given.width > 0 ? linear({ input: given.width, output: reader.gates, where }) : undefined;
  const byDirection = <T>(of: (name: string) => T): Named<T> =>
    Object.fromEntries(reader.directions.map((name) => [name, of(name)]));
  return {
    params: {
      embedding: table.params,
      [cell]: reader.params,
      condition: each ? byDirection(() => each.params) : {},
      heads: ends.params,
    },
    reads: [...("x.length" in wiring.fields ? ["x.length"] : []), ...given.reads],
    apply: (params, batch, context) => {
      const rows = tf.cast(batch.x as tf.Tensor, "int32");
      const condition = batch.condition as tf.Tensor;
      const options = {
        lengths: batch["x.length"],
        each: each && byDirection((name) => each.apply(params.condition[name] as never, condition)),
      };
      const values = params[cell] as Values<ParamTree>;
      const read = () => {
        if (dropout === 0)
          return reader.readTokens(values, params.embedding.table, tf.transpose(rows, [1, 0]), options);
        // Noise keeps the batch in front: each example has its own.
        const noisy = dropped.apply({}, table.apply(params.embedding, rows), context.at("embedding"));
        return reader.read(values, tf.transpose(noisy, [1, 0, 2]), options);
      };
      return ends.apply(params.heads, read().last);
    },
  };
}

/** The `recurrent` encoder, for registries. */
export const recurrentEncoder: Definition<RecurrentEncoderConfig, Encoder<RecurrentEncoderParams>> = {
  family: "encoder",
  kind: "recurrent",
  summary: "token embedding and GRU or LSTM, one or two directions (Bowman et al. 2016)",
  config: () => schema,
  create: createRecurrentEncoder,
};
