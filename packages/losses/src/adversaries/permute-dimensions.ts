import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Permutes each latent dimension over the batch, independently (Kim & Mnih 2018, algorithm 1): a sample from
 * prod_d q(z_d) made from samples of q(z). z `[batch, latent]` -> `[batch, latent]`.
 */
export function permuteDimensions(z: tf.Tensor, context: Context): tf.Tensor {
  const [batch, latent] = z.shape as [number, number];
  const rows = context.noise("permutation", [latent, batch], { law: "permutation" }); // row d: a permutation of 0..batch-1
  const starts = tf.tensor2d(
    Array.from({ length: latent }, (_, d) => [d * batch]),
    [latent, 1],
    "int32",
  );
  const indices = tf.reshape(tf.add(tf.cast(rows, "int32"), starts), [-1]); // into [latent * batch]
  const moved = tf.gather(tf.reshape(tf.transpose(z), [-1]), indices);
  return tf.transpose(tf.reshape(moved, [latent, batch]));
}
