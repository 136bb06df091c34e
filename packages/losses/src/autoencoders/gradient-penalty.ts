import { type Batch, type Context, type Model, type Named, NotSupportedError, type Site } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/**
 * Squared Frobenius norm of the decoder's Jacobian at the drawn codes, |d mean(x|z) / dz|^2 `[batch]`, estimated without
 * bias by one random projection: E |J^T v|^2 = |J|^2 for v ~ N(0, I) over the outputs (Hutchinson 1989).
 *
 * @throws NotSupportedError when p(x|z) has no mean.
 */
export function jacobianPenalty(model: Model, sites: readonly Site[], batch: Batch, context: Context): tf.Tensor {
  const projected = (...z: tf.Tensor[]): tf.Tensor => {
    const named: Named<tf.Tensor> = Object.fromEntries(sites.map(({ name }, i) => [name, z[i] as tf.Tensor]));
    const likelihood = model.decode(named, batch, context.at("again").quiet());
    const mean = likelihood.mean?.();
    if (mean === undefined) {
      throw new NotSupportedError("the gradient penalty needs a decoder whose output has a mean", {
        where: "losses/rae",
        received: `a likelihood "${likelihood.family}" without one`,
        remedy: "Choose loss.regulariser.kind: l2, or likelihood.kind: gaussian.",
      });
    }
    // A decoder may read some sites alone: the others' part of the Jacobian is 0.
    const unread = z.reduce((sum: tf.Tensor, each) => tf.add(sum, tf.mul(0, tf.sum(each))), tf.scalar(0));
    return tf.add(tf.sum(tf.mul(mean, context.noise("projection", mean.shape, { law: "normal" }))), unread);
  };
  const gradients = tf.grads(projected)(sites.map(({ value }) => tf.squeeze(value, [0])));
  return gradients
    .map((gradient) =>
      tf.sum(
        tf.square(gradient),
        gradient.shape.slice(1).map((_, i) => i + 1),
      ),
    )
    .reduce((sum, each) => tf.add(sum, each));
}
