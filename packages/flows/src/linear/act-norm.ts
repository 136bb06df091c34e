import { zeros } from "@elbo/program";
import type { ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Flow } from "../map.ts";

/** Parameters of `actNorm`, `[latent]` each. */
export interface ActNormParams {
  readonly [name: string]: ParamSpec;
  readonly shift: ParamSpec;
  readonly logScale: ParamSpec;
}

/**
 * A learned shift and scale per latent (Kingma & Dhariwal 2018, section 3.1): `y = (x + t) exp(s)`, `log|det| = sum s`. It
 * starts as the identity, and no statistics of a batch ever enter.
 */
export function actNorm(latent: number): Flow<ActNormParams> {
  return {
    params: { shift: { shape: [latent], init: zeros }, logScale: { shape: [latent], init: zeros } },
    bind: ({ shift, logScale }) => {
      const constant = (x: tf.Tensor, sign: number) =>
        tf.add(tf.zeros(x.shape.slice(0, -1)), tf.mul(sign, tf.sum(logScale)));
      return {
        forward: (x) => ({ value: tf.mul(tf.add(x, shift), tf.exp(logScale)), logDet: constant(x, 1) }),
        inverse: (y) => ({ value: tf.sub(tf.mul(y, tf.exp(tf.neg(logScale))), shift), logDet: constant(y, -1) }),
      };
    },
  };
}
