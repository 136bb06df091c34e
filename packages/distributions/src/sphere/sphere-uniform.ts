import { norm } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";

/** log of the area of the unit sphere in `size` dimensions, log(2 pi^(size/2) / Gamma(size/2)). */
export function logArea(size: number): number {
  // Gamma by its recurrence from Gamma(1) = 1 or Gamma(1/2) = sqrt(pi).
  let logGamma = size % 2 === 0 ? 0 : 0.5 * Math.log(Math.PI);
  for (let x = size % 2 === 0 ? 1 : 0.5; x < size / 2; x++) logGamma += Math.log(x);
  return Math.LN2 + (size / 2) * Math.log(Math.PI) - logGamma;
}

/** Directions `[..., size]` of vectors that are not 0. */
export const directions = (x: tf.Tensor): tf.Tensor => tf.div(x, tf.maximum(norm(x, -1, true), 1e-20));

/**
 * Every direction equally likely: the unit sphere S^(size-1) in `size` dimensions.
 *
 * log p(z) = -log area, nats, with respect to the sphere's own measure: `[...sample, size]` -> `[...sample]`. batchShape [].
 */
export function sphereUniform(size: number): Scored<"entropy"> {
  const nats = -logArea(size);
  const logProb = (value: tf.Tensor) => tf.fill(value.shape.slice(0, -1), nats);
  const uniform: Scored<"entropy"> = {
    family: "sphere-uniform",
    batchShape: [],
    eventShape: [size],
    parameters: {},
    gradient: "pathwise",
    draw: (samples, context) => {
      const value = directions(context.noise("draw", [samples, size], { law: "normal" }));
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => uniform,
    entropy: () => tf.scalar(-nats),
  };
  return uniform;
}
