import { ConfigError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import { type DenseParams, dense } from "../dense/dense.ts";
import type { WeightInitialiser } from "../initialisers/weight-initialiser.ts";
import type { Layer } from "../layer.ts";

/** Options of `attention`. */
export interface AttentionOptions {
  /** Of a token's vector. */
  readonly width: number;
  /** How many attentions of `width / heads` units stand side by side. */
  readonly heads: number;
  /** True: a token sees itself and those before it. */
  readonly causal?: boolean;
  /** Default Glorot uniform. */
  readonly init?: WeightInitialiser;
  /** Named in errors. */
  readonly where?: string;
}

/** Parameters of `attention`: `project` makes queries, keys and values side by side, `[width, 3 width]`. */
export type AttentionParams = { readonly project: DenseParams; readonly output: DenseParams };

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
  init = "glorot-uniform",
  where = "layers/attention",
}: AttentionOptions): Layer<AttentionParams> {
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
  return {
    params: { project: project.params, output: output.params },
    apply: (values, x) => {
      const [batch, time] = x.shape as [number, number, number];
      const joint = project.apply(values.project, tf.reshape(x, [batch * time, width]));
      const [queries, keys, contents] = tf
        .split(joint, 3, 1)
        .map((rows) => tf.transpose(tf.reshape(rows, [batch, time, heads, each]), [0, 2, 1, 3])) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const scores = tf.div(tf.matMul(queries, keys, false, true), Math.sqrt(each));
      const later = Float32Array.from({ length: time * time }, (_, i) =>
        i % time > Math.floor(i / time) ? HIDDEN : 0,
      );
      const seen = causal ? tf.add(scores, tf.tensor2d(later, [time, time])) : scores;
      const found = tf.transpose(tf.matMul(tf.softmax(seen), contents), [0, 2, 1, 3]);
      return tf.reshape(output.apply(values.output, tf.reshape(found, [batch * time, width])), [batch, time, width]);
    },
  };
}
