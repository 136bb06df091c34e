import { ConfigError, type Named, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** All latent sites as one vector. */
export interface LatentVector {
  readonly width: number;
  /** `[height, width, channel]` of a single site of three axes. */
  readonly image?: Shape;
  /** z `[batch, ...event]` per site -> `[batch, width]`, sites in the order of the wiring. */
  read(z: Named<tf.Tensor>): tf.Tensor;
}

/**
 * Flattens and concatenates every site of `latents`.
 *
 * @throws ConfigError when there is none.
 */
export function latentVector(latents: Named<Shape>, where: string): LatentVector {
  const sites = Object.entries(latents).map(([name, shape]) => [name, tf.util.sizeFromShape([...shape])] as const);
  const [first, ...others] = Object.values(latents);
  if (sites.length === 0) {
    throw new ConfigError("there is no latent to decode", {
      where,
      expected: "at least one latent site",
      received: "none",
      remedy: "Choose latents before the decoder.",
    });
  }
  return {
    width: sites.reduce((sum, [, size]) => sum + size, 0),
    ...(others.length === 0 && first?.length === 3 && { image: first }),
    read: (z) => {
      const flat = sites.map(([name, size]) => tf.reshape(z[name] as tf.Tensor, [-1, size]));
      return flat.length === 1 ? (flat[0] as tf.Tensor) : tf.concat(flat, 1);
    },
  };
}
