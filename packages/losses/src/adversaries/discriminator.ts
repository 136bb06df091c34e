import { type DenseParams, dense } from "@elbo/layers";
import type { Named, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Parameters of the discriminator by layer: `hidden0`, `hidden1`, ..., `logits`. */
export type DiscriminatorParams = Named<DenseParams>;

/** Tells codes of two kinds apart: those of q(z) from permuted ones, or draws of the prior from those of q(z). */
export interface Discriminator {
  readonly params: DiscriminatorParams;
  /** z `[batch, latent]` -> log D(z) / (1 - D(z)) `[batch]`: positive for codes that look like the first kind. */
  logOdds(params: Values<DiscriminatorParams>, z: tf.Tensor): tf.Tensor;
}

/** Slope of the leaky rectifier below 0. */
const slope = 0.2;

/** A multilayer perceptron with leaky rectifiers and two logits (Kim & Mnih 2018, appendix A: six layers of 1000). */
export function discriminator({
  latent,
  layers,
  width,
  where = "losses/factor discriminator",
}: {
  readonly latent: number;
  readonly layers: number;
  readonly width: number;
  readonly where?: string;
}): Discriminator {
  const hidden = Array.from({ length: layers }, (_, i) => ({
    name: `hidden${i}`,
    layer: dense({ input: i === 0 ? latent : width, output: width, init: "he-normal", where }),
  }));
  const logits = dense({ input: width, output: 2, where });
  return {
    params: { ...Object.fromEntries(hidden.map(({ name, layer }) => [name, layer.params])), logits: logits.params },
    logOdds: (params, z) => {
      const values = (name: string) => params[name] as Values<DenseParams>;
      const last = hidden.reduce(
        (h, { name, layer }) => tf.leakyRelu(layer.apply(values(name), h), slope), // [batch, width]
        z,
      );
      const [first, second] = tf.split(logits.apply(values("logits"), last), 2, 1) as [tf.Tensor, tf.Tensor];
      return tf.squeeze(tf.sub(first, second), [1]); // [batch]
    },
  };
}
