import { type Needs, NotSupportedError, type Site } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Mean and deviation of q(z|x) of each coordinate, all sites side by side, `[batch, latent]` each. */
export interface Moments {
  readonly mean: tf.Tensor;
  readonly scale: tf.Tensor;
}

/** What `momentsOf` asks of a posterior, and why. */
export const momentNeeds = (reason: string): NonNullable<Needs["posterior"]> => ({
  law: "the KL divergence is a term",
  alone: reason,
  "diagonal-gaussian": reason,
});

/**
 * Moments of diagonal Gaussian posteriors given x alone.
 *
 * @throws NotSupportedError for any other posterior.
 */
export function momentsOf(sites: readonly Site[]): Moments {
  const each = sites.map(({ name, q }) => {
    const { mean, scale } = q.parameters;
    if (q.batchShape.length !== 1 || !mean || !scale || q.family !== "normal-diagonal") {
      throw new NotSupportedError("the aggregate posterior needs moments of each coordinate", {
        where: `losses, site ${name}`,
        expected: "a Gaussian with diagonal covariance, given x alone",
        received: q.family,
        remedy: "Choose latents.kind: single with latents.posterior.kind: gaussian and no transports.",
      });
    }
    const rows = (x: tf.Tensor) => tf.reshape(tf.add(x, tf.zerosLike(mean)), [q.batchShape[0] as number, -1]);
    return { mean: rows(mean), scale: rows(scale) };
  });
  const beside = (name: keyof Moments) =>
    (each.length === 1
      ? each.map((m) => m[name])[0]
      : tf.concat(
          each.map((m) => m[name]),
          1,
        )) as tf.Tensor;
  return { mean: beside("mean"), scale: beside("scale") };
}
