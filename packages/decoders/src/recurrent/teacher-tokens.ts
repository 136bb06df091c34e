import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * What the decoder reads while it is taught: x int32 `[batch, time]` -> int32 `[time, batch]`, the start token and then
 * x without its last token. In training each token becomes `unknown` with probability `rate` (Bowman et al. 2016,
 * section 3.1); the start token never does.
 */
export function teacherTokens(
  x: tf.Tensor,
  { start, unknown, rate }: { readonly start: number; readonly unknown: number; readonly rate: number },
  context: Context,
): tf.Tensor {
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
  const shifted = time === 1 ? first : tf.concat([first, tf.slice(kept, [0, 0], [batch, time - 1])], 1);
  return tf.transpose(shifted, [1, 0]);
}
