import { dense, embedding, type Layer, transformerBlocks } from "@elbo/layers";
import { normal } from "@elbo/program";
import type { ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Sizes of the net. */
export interface TransformerNetOptions {
  /** Number of codes. */
  readonly size: number;
  /** Positions. */
  readonly length: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
}

/**
 * A decoder-only transformer (Vaswani et al. 2017; norms before each part, as in Radford et al. 2019) over codes: the code
 * before each position (a learned start vector at the first) plus a learned vector of the position, `layers` times
 * h += attention(norm(h)), h += W gelu(V norm(h)) with 4 width hidden units, norm, logits. int32 `[batch, position]` -> logits
 * `[batch, position, code]`; those at a position depend on earlier positions only.
 */
export function transformerNet({ size, length, width, heads, layers }: TransformerNetOptions): Layer {
  const where = "priors/transformer";
  const table = embedding({ rows: size, width, where });
  const blocks = transformerBlocks({ width, heads, layers, causal: true, where });
  const head = dense({ input: width, output: size, where });
  return {
    params: {
      embedding: table.params,
      start: { shape: [1, 1, width], init: normal(1 / Math.sqrt(width)) },
      position: { shape: [length, width], init: normal(1 / Math.sqrt(width)) },
      ...blocks.params,
      head: head.params,
    },
    apply(values, indices) {
      const at = values as Readonly<Record<string, Values<ParamTree>>> &
        Readonly<Record<"start" | "position", tf.Tensor>>;
      const batch = indices.shape[0] as number;
      const rows = table.apply(at.embedding as Values<typeof table.params>, tf.reshape(indices, [-1]));
      const tokens = tf.reshape(rows, [batch, length, width]);
      const first = tf.add(at.start, tf.zeros([batch, 1, width]));
      const before =
        length === 1 ? first : tf.concat([first, tf.slice(tokens, [0, 0, 0], [batch, length - 1, width])], 1);
      const end = blocks.apply(values, tf.add(before, at.position));
      const logits = head.apply(at.head as never, tf.reshape(end, [batch * length, width]));
      return tf.reshape(logits, [batch, length, size]);
    },
  };
}
