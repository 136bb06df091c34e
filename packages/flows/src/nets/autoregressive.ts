import { madeMask } from "@elbo/layers";
import { scan } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { ElementMap, Flow } from "../map.ts";
import { type NetOptions, steeredNet } from "./steered-net.ts";

/** Options of an autoregressive layer. */
export interface AutoregressiveOptions extends NetOptions {
  readonly latent: number;
  /** What moves the elements. */
  readonly map: ElementMap;
}

/** Masks of a MADE: latent i has degree i + 1, hidden units take degrees in turn, output i sees latents before i only. */
function masksOf({ latent, map, hidden, context }: AutoregressiveOptions): Float32Array[] {
  const places = Array.from({ length: latent }, (_, i) => i + 1);
  // A unit of degree 0 sees the context alone; without one it would be a constant.
  const least = context === undefined && latent > 1 ? 1 : 0;
  const range = Math.max(1, latent - least);
  const degrees = [places, ...hidden.map((width) => Array.from({ length: width }, (_, j) => least + (j % range)))];
  const outputs = places.flatMap((place) => Array.from({ length: map.size }, () => place));
  const last = degrees.length - 1;
  return degrees.map((from, i) =>
    i === last ? madeMask(from, outputs, { last: true }) : madeMask(from, degrees[i + 1] as number[]),
  );
}

/**
 * Every element moves, by parameters that a masked net (MADE: Germain et al. 2015) makes of those before it:
 * `y_i = f(x_i; net(x_1 .. x_{i-1}, context))`, `log|det| = sum log f'`.
 *
 * `forward` is one pass; `inverse` runs the net once per latent, by `scan`. Forward from data to noise it is a masked
 * autoregressive flow (Papamakarios et al. 2017); forward from noise to latents, an inverse autoregressive flow
 * (Kingma et al. 2016).
 */
export function autoregressive({ latent, map, ...net }: AutoregressiveOptions): Flow {
  const masks = masksOf({ latent, map, ...net });
  const inner = steeredNet(net, { input: latent, output: latent * map.size, masks });
  return {
    params: inner.params,
    bind: (values, context) => {
      const rawOf = (x: tf.Tensor) => {
        const raw = inner.apply(values, x, context);
        return tf.reshape(raw, [...raw.shape.slice(0, -1), latent, map.size]);
      };
      const forward = (x: tf.Tensor) => {
        const { value, logSlope } = map.forward(x, rawOf(x));
        return { value, logDet: tf.sum(logSlope, -1) };
      };
      return {
        forward,
        inverse: (y) => {
          const { state } = scan(
            ({ x }, { place }) => {
              const known = x as tf.Tensor;
              const { value } = map.inverse(y, rawOf(known));
              return { state: { x: tf.add(known, tf.mul(place as tf.Tensor, tf.sub(value, known))) }, out: {} };
            },
            { x: tf.zerosLike(y) },
            { place: tf.eye(latent) },
          );
          const x = state.x as tf.Tensor;
          return { value: x, logDet: tf.neg(forward(x).logDet) };
        },
      };
    },
  };
}
