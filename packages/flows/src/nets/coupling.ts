import { ConfigError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { select } from "../linear/permutation.ts";
import type { ElementMap, Flow } from "../map.ts";
import { type NetOptions, steeredNet } from "./steered-net.ts";

/** Options of a coupling layer. */
export interface CouplingOptions extends NetOptions {
  readonly latent: number;
  /** What moves the elements. */
  readonly map: ElementMap;
  /** Which elements move: those at odd places, or those at even places, counted from 0. */
  readonly moves: "odd" | "even";
}

/**
 * Half of the elements move, by parameters that a net makes of the other half (Dinh et al. 2017, section 3.2):
 * `y_kept = x_kept`, `y_moved = f(x_moved; net(x_kept, context))`, `log|det| = sum log f'`. The halves alternate like a
 * checkerboard's fields; stack layers that move odd and even places in turn.
 *
 * @throws ConfigError for fewer than two latents.
 */
export function coupling({ latent, map, moves, ...net }: CouplingOptions): Flow {
  if (latent < 2) {
    throw new ConfigError("a coupling layer needs something to keep and something to move", {
      where: "flows/coupling",
      expected: "two latents or more",
      received: `${latent}`,
      remedy: "Choose an autoregressive flow, or more latents.",
    });
  }
  const all = Array.from({ length: latent }, (_, i) => i);
  const [moved, kept] = [0, 1].map((rest) => all.filter((i) => ((i % 2 === 1) === (moves === "odd")) === (rest === 0)));
  const [mover, keeper] = [select(moved as number[], latent), select(kept as number[], latent)];
  const count = (moved as number[]).length;
  const inner = steeredNet(net, { input: (kept as number[]).length, output: count * map.size });
  return {
    params: inner.params,
    bind: (values, context) => {
      const way = (element: ElementMap["forward"]) => (x: tf.Tensor) => {
        const still = keeper.take(x);
        const raw = inner.apply(values, still, context);
        const { value, logSlope } = element(
          mover.take(x),
          tf.reshape(raw, [...raw.shape.slice(0, -1), count, map.size]),
        );
        return { value: tf.add(keeper.place(still), mover.place(value)), logDet: tf.sum(logSlope, -1) };
      };
      return { forward: way(map.forward), inverse: way(map.inverse) };
    },
  };
}
