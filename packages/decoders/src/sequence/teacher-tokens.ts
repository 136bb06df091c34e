import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Marks that stand before and in place of tokens. */
export interface TokenMarks {
  readonly start: number;
  readonly unknown: number;
  /** Probability that a token fed back in training becomes `unknown`. */
  readonly rate: number;
}

/**
 * What the decoder reads while it is taught: x int32 `[batch, time]` -> int32 `[batch, time]`, the start token and then
 * x without its last token. In training each token becomes `unknown` with probability `rate` (Bowman et al. 2016,
 * section 3.1); the start token never does.
 */
export function teacherTokens(x: tf.Tensor, { start, unknown, rate }: TokenMarks, context: Context): tf.Tensor {
  const [batch, time] = x.shape as [number, number];
  const whole = tf.cast(x, "int32");
  const drop = rate > 0 && context.training;
  const kept = drop
    ? tf.where(
        tf.cast(context.noise("keep", [batch, time], { law: "bernoulli", p: 1 - rate }), "bool"),
        whole,
        tf.fill([batch, time], unknown, "int32"),
      )
    : whole;
  const first = tf.fill([batch, 1], start, "int32");
  return time === 1 ? first : tf.concat([first, tf.slice(kept, [0, 0], [batch, time - 1])], 1);
}

/** The token before step `index` of a drawing: `previous` int32 `[batch]`, but at index 0 the start token. */
export function tokenBefore(previous: tf.Tensor, index: tf.Tensor, start: number): tf.Tensor {
  const first = tf.cast(tf.equal(index, tf.scalar(0, "int32")), "int32");
  const kept = tf.mul(tf.cast(previous, "int32"), tf.sub(tf.scalar(1, "int32"), first));
  return tf.add(kept, tf.mul(first, tf.scalar(start, "int32")));
}
