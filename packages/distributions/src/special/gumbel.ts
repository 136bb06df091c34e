import type { Context, Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** The float32 below 1: a uniform that rounded up to 1 would become an infinite Gumbel. */
const below1 = 1 - 2 ** -24;

/** Standard Gumbel noise of shape `shape`: -log(-log u), u uniform in (0, 1). */
export function gumbel(name: string, shape: Shape, context: Context): tf.Tensor {
  const u = context.noise(name, shape, { law: "uniform" });
  return tf.neg(tf.log(tf.neg(tf.log(tf.clipByValue(u, 1e-10, below1)))));
}

/** Indices that follow softmax(logits) along the last axis (Gumbel-max trick): `[...shape]` -> int32 without that axis. */
export function gumbelArgMax(name: string, logits: tf.Tensor, shape: Shape, context: Context): tf.Tensor {
  return tf.argMax(tf.add(logits, gumbel(name, shape, context)), -1);
}
