import type { Named, ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { activations } from "../activations/activations.ts";
import { dense } from "../dense/dense.ts";
import { layerNorm } from "../normalise/layer-norm.ts";
import { type AttentionMemory, attention } from "./attention.ts";

/** Blocks over all tokens, or one token at a time. */
export interface TransformerBlocks {
  readonly params: ParamTree;
  /** h `[batch, time, width]` -> the same shape; `valid` `[batch, time]`, 1 for tokens that may be seen. */
  apply(values: Values<ParamTree>, h: tf.Tensor, valid?: tf.Tensor): tf.Tensor;
  /** Of no token, by name, `[batch, time, width]` each. */
  memory(batch: number, time: number): Named<tf.Tensor>;
  /** h `[batch, width]` at place `index`, int32: what `apply` gives there when causal. */
  step(
    values: Values<ParamTree>,
    memory: Named<tf.Tensor>,
    h: tf.Tensor,
    index: tf.Tensor,
  ): { readonly y: tf.Tensor; readonly memory: Named<tf.Tensor> };
}

/**
 * Transformer blocks (Vaswani et al. 2017; norms before each part, as in Radford et al. 2019): `layers` times
 * h += attention(norm(h)), h += W gelu(V norm(h)) with 4 width hidden units, and a last norm.
 *
 * @throws ConfigError for a size below 1 and for heads that do not divide the width.
 */
export function transformerBlocks({
  width,
  heads,
  layers,
  causal = false,
  where = "layers/transformer",
}: {
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly causal?: boolean;
  readonly where?: string;
}): TransformerBlocks {
  const blocks = Array.from({ length: layers }, (_, i) => ({
    name: `layer${i}`,
    parts: {
      before: layerNorm({ width, where }),
      attend: attention({ width, heads, causal, where }),
      between: layerNorm({ width, where }),
      widen: dense({ input: width, output: 4 * width, where }),
      narrow: dense({ input: 4 * width, output: width, where }),
    },
  }));
  const norm = layerNorm({ width, where });
  const treeOf = (parts: Named<{ readonly params: ParamTree }>): ParamTree =>
    Object.fromEntries(Object.entries(parts).map(([name, { params }]) => [name, params]));
  type Block = (typeof blocks)[number];
  type Attend = (block: Block, own: Named<never>, h: tf.Tensor) => tf.Tensor;
  const through = (values: Values<ParamTree>, h: tf.Tensor, attend: Attend) => {
    const end = blocks.reduce<tf.Tensor>((stream, block) => {
      const own = values[block.name] as unknown as Named<never>;
      const { before, between, widen, narrow } = block.parts;
      const seen = tf.add(stream, attend(block, own, before.apply(own.before as never, stream)));
      const rows = tf.reshape(between.apply(own.between as never, seen), [-1, width]);
      const hidden = activations.gelu(widen.apply(own.widen as never, rows));
      return tf.add(seen, tf.reshape(narrow.apply(own.narrow as never, hidden), [-1, ...seen.shape.slice(1)]));
    }, h);
    return norm.apply(values.norm as never, end);
  };
  return {
    params: { ...Object.fromEntries(blocks.map(({ name, parts }) => [name, treeOf(parts)])), norm: norm.params },
    apply: (values, h, valid) =>
      through(values, h, ({ parts }, own, x) => parts.attend.apply(own.attend as never, x, valid)),
    memory: (batch, time) =>
      Object.fromEntries(
        blocks.flatMap(({ name, parts }) =>
          Object.entries(parts.attend.memory(batch, time)).map(([what, x]) => [`${name}.${what}`, x]),
        ),
      ),
    step: (values, memory, h, index) => {
      const after: Record<string, tf.Tensor> = {};
      const y = through(values, h, ({ name, parts }, own, x) => {
        const old = { keys: memory[`${name}.keys`], contents: memory[`${name}.contents`] } as AttentionMemory;
        const next = parts.attend.step(own.attend as never, old, x, index);
        for (const [what, kept] of Object.entries(next.memory)) after[`${name}.${what}`] = kept;
        return next.y;
      });
      return { y, memory: after };
    },
  };
}
