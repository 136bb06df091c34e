import { ConfigError, type Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import { type DenseParams, dense } from "../dense/dense.ts";
import type { WeightInitialiser } from "../initialisers/weight-initialiser.ts";

/** Options of `attention`. */
export interface AttentionOptions {
  /** Of a token's vector. */
  readonly width: number;
  /** How many attentions of `width / heads` units stand side by side. */
  readonly heads: number;
  /** True: a token sees itself and those before it. */
  readonly causal?: boolean;
  /** Default Glorot uniform. */
  readonly init?: WeightInitialiser | undefined;
  /** Named in errors. */
  readonly where?: string;
}

/** Parameters of `attention`: `project` makes queries, keys and values side by side, `[width, 3 width]`. */
export type AttentionParams = { readonly project: DenseParams; readonly output: DenseParams };

/** Keys and values of the tokens so far, `[batch, time, width]` each. */
export interface AttentionMemory {
  readonly keys: tf.Tensor;
  readonly contents: tf.Tensor;
}

/** Self-attention over all tokens, or one token at a time. */
export interface Attention {
  readonly params: AttentionParams;
  /** x `[batch, time, width]` -> the same shape; `valid` `[batch, time]`, 1 for tokens that may be seen. */
  apply(values: Values<AttentionParams>, x: tf.Tensor, valid?: tf.Tensor): tf.Tensor;
  /** Of no token. */
  memory(batch: number, time: number): AttentionMemory;
  /** x `[batch, width]` at place `index`, int32: what `apply` gives there when causal. */
  step(
    values: Values<AttentionParams>,
    memory: AttentionMemory,
    x: tf.Tensor,
    index: tf.Tensor,
  ): { readonly y: tf.Tensor; readonly memory: AttentionMemory };
}

/** Far below any score, and finite: the difference of two of them is still a number. */
const HIDDEN = -1e9;

/**
 * Multi-head self-attention (Vaswani et al. 2017, section 3.2.2): x `[batch, time, width]` -> `[batch, time, width]`, per head
 * `softmax(Q K' / sqrt(d)) V` with d = width / heads, and a linear map of all heads together. Causal: scores of later
 * tokens are hidden, so what stands at t depends on tokens 0..t.
 *
 * @throws ConfigError for a size below 1 and for heads that do not divide the width.
 */
export function attention({
  width,
  heads,
  causal = false,
  init,
  where = "layers/attention",
}: AttentionOptions): Attention {
  checkSize(heads, "number of heads", where);
  if (width % heads !== 0) {
    throw new ConfigError("the heads do not share the width evenly", {
      where,
      expected: `a number of heads that divides ${width}`,
      received: `${heads}`,
      remedy: "Change the width or the number of heads.",
    });
  }
  const each = width / heads;
  const project = dense({ input: width, output: 3 * width, init, where: `${where}, project` });
  const output = dense({ input: width, output: width, init, where: `${where}, output` });
  /** `[batch, time, width]` -> `[batch, head, time, width / heads]`. */
  const apart = (x: tf.Tensor, time: number) => tf.transpose(tf.reshape(x, [-1, time, heads, each]), [0, 2, 1, 3]);
  const joint = (values: Values<AttentionParams>, rows: tf.Tensor) =>
    tf.split(project.apply(values.project, rows), 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
  /** Queries of `asking` tokens against keys and values of `time`; `hide` is added to their scores. */
  const look = (
    queries: tf.Tensor,
    asking: number,
    { keys, contents }: AttentionMemory,
    time: number,
    hide?: tf.Tensor,
  ) => {
    const scores = tf.div(tf.matMul(apart(queries, asking), apart(keys, time), false, true), Math.sqrt(each));
    const seen = hide === undefined ? scores : tf.add(scores, hide);
    const found = tf.transpose(tf.matMul(tf.softmax(seen), apart(contents, time)), [0, 2, 1, 3]);
    return tf.reshape(found, [-1, width]);
  };
  return {
    params: { project: project.params, output: output.params },
    apply: (values, x, valid) => {
      const time = x.shape[1] as number;
      const [queries, keys, contents] = joint(values, tf.reshape(x, [-1, width]));
      const later = Float32Array.from({ length: time * time }, (_, i) =>
        i % time > Math.floor(i / time) ? HIDDEN : 0,
      );
      const order = causal ? tf.tensor2d(later, [time, time]) : undefined;
      const padding = valid && tf.reshape(tf.mul(tf.sub(1, valid), HIDDEN), [-1, 1, 1, time]);
      const hide = order && padding ? tf.add(order, padding) : (order ?? padding);
      const found = look(queries, time, { keys, contents }, time, hide);
      return tf.reshape(output.apply(values.output, found), [-1, time, width]);
    },
    memory: (batch, time) => ({
      keys: tf.zeros([batch, time, width]),
      contents: tf.zeros([batch, time, width]),
    }),
    step: (values, before, x, index) => {
      const time = before.keys.shape[1] as number;
      const [query, key, content] = joint(values, x);
      const places = tf.tensor1d(
        Array.from({ length: time }, (_, i) => i),
        "int32",
      );
      const at = tf.cast(index, "int32");
      const here = tf.reshape(tf.cast(tf.equal(places, at), "float32"), [1, time, 1]);
      const written = (old: tf.Tensor, row: tf.Tensor) =>
        tf.add(tf.mul(old, tf.sub(1, here)), tf.mul(tf.expandDims(row, 1), here));
      const memory = { keys: written(before.keys, key), contents: written(before.contents, content) };
      const later = tf.mul(tf.cast(tf.greater(places, at), "float32"), HIDDEN);
      return { y: output.apply(values.output, look(query, 1, memory, time, later)), memory };
    },
  };
}
