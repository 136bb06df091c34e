import { activations, attention, dense, embedding, type Layer, layerNorm } from "@elbo/layers";
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
  const affine = (input: number, output: number) => dense({ input, output, where });
  const blocks = Array.from({ length: layers }, () => ({
    before: layerNorm({ width, where }),
    attend: attention({ width, heads, causal: true, where }),
    between: layerNorm({ width, where }),
    widen: affine(width, 4 * width),
    narrow: affine(4 * width, width),
  }));
  const norm = layerNorm({ width, where });
  const head = affine(width, size);
  const treeOf = (parts: Readonly<Record<string, { readonly params: ParamTree }>>): ParamTree =>
    Object.fromEntries(Object.entries(parts).map(([name, { params }]) => [name, params]));
  return {
    params: {
      embedding: table.params,
      start: { shape: [1, 1, width], init: normal(1 / Math.sqrt(width)) },
      position: { shape: [length, width], init: normal(1 / Math.sqrt(width)) },
      ...Object.fromEntries(blocks.map((parts, i) => [`layer${i}`, treeOf(parts)])),
      norm: norm.params,
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
      const flat = (x: tf.Tensor) => tf.reshape(x, [batch * length, x.shape.at(-1) as number]);
      const end = blocks.reduce<tf.Tensor>(
        (h, { before: first_, attend, between, widen, narrow }, i) => {
          const own = at[`layer${i}`] as Readonly<Record<string, never>>;
          const seen = tf.add(h, attend.apply(own.attend as never, first_.apply(own.before as never, h)));
          const hidden = activations.gelu(
            widen.apply(own.widen as never, flat(between.apply(own.between as never, seen))),
          );
          return tf.add(seen, tf.reshape(narrow.apply(own.narrow as never, hidden), [batch, length, width]));
        },
        tf.add(before, at.position),
      );
      const logits = head.apply(at.head as never, flat(norm.apply(at.norm as never, end)));
      return tf.reshape(logits, [batch, length, size]);
    },
  };
}
