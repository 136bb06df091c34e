/**
 * A transformer from token sequences to features (Vaswani et al. 2017; as a VAE's encoder: Li et al. 2020, "Optimus"): tokens and
 * places as vectors, blocks of self-attention among the real tokens, and linear heads on the mean over them.
 */
import { type DenseParams, embedding, heads, linear, transformerBlocks, validTokens } from "@elbo/layers";
import { normal } from "@elbo/program";
import type { Definition, Encoder, Named, ParamSpec, ParamTree, Values, Wiring } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { conditionInput } from "../input/condition-input.ts";
import { tokenField } from "../input/token-field.ts";

const size = z.number().int().positive();
const schema = z.strictObject({
  kind: z.literal("attention"),
  width: size.default(128).describe("of a token's vector, in units"),
  heads: size.default(4).describe("attentions side by side; they divide the width"),
  layers: size.default(2).describe("blocks of attention and two dense layers"),
});

/** Config of the attention encoder. */
export type AttentionEncoderConfig = z.infer<typeof schema>;

/** Parameters; `condition` is empty without one. */
export type AttentionEncoderParams = {
  readonly embedding: { readonly table: ParamSpec };
  readonly position: ParamSpec;
  readonly condition: ParamTree;
  readonly blocks: ParamTree;
  readonly heads: Named<DenseParams>;
};

/**
 * x int32 `[batch, time]` -> features `[batch, ...feature]`, exactly those of the wiring. With a field `x.length` int32
 * `[batch]`, tokens from there on change nothing; without it all tokens count. A condition is added to every token's vector.
 *
 * @throws ConfigError for data that are no tokens, for widths below 1, and for heads that do not divide the width.
 */
export function createAttentionEncoder(
  { width, heads: count, layers }: AttentionEncoderConfig,
  wiring: Pick<Wiring, "fields" | "features" | "condition">,
): Encoder<AttentionEncoderParams> {
  const where = "encoders/attention";
  const { time, categories } = tokenField(wiring, where);
  const table = embedding({ rows: categories, width, where });
  const blocks = transformerBlocks({ width, heads: count, layers, where });
  const ends = heads({ input: width, shapes: wiring.features, where });
  const given = conditionInput(wiring.condition);
  const each = given.width > 0 ? linear({ input: given.width, output: width, where }) : undefined;
  const measured = "x.length" in wiring.fields;
  return {
    params: {
      embedding: table.params,
      position: { shape: [time, width], init: normal(1 / Math.sqrt(width)) },
      condition: each?.params ?? {},
      blocks: blocks.params,
      heads: ends.params,
    },
    reads: [...(measured ? ["x.length"] : []), ...given.reads],
    apply: (params, batch) => {
      const rows = tf.cast(batch.x as tf.Tensor, "int32");
      const placed = tf.add(table.apply(params.embedding, rows), params.position);
      const condition = each?.apply(
        params.condition as Values<NonNullable<typeof each>["params"]>,
        batch.condition as tf.Tensor,
      );
      const start = condition ? tf.add(placed, tf.expandDims(condition, 1)) : placed;
      const lengths = batch["x.length"];
      const valid = lengths && tf.transpose(tf.squeeze(validTokens(lengths, time), [2]), [1, 0]);
      const states = blocks.apply(params.blocks, start, valid);
      const mean = valid
        ? tf.div(tf.sum(tf.mul(states, tf.expandDims(valid, 2)), 1), tf.sum(valid, 1, true))
        : tf.mean(states, 1);
      return ends.apply(params.heads, mean);
    },
  };
}

/** The `attention` encoder, for registries. */
export const attentionEncoder: Definition<AttentionEncoderConfig, Encoder<AttentionEncoderParams>> = {
  family: "encoder",
  kind: "attention",
  summary: "transformer over tokens, the mean of its states (Vaswani et al. 2017; Li et al. 2020)",
  config: () => schema,
  create: createAttentionEncoder,
};
