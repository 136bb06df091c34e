import { type Distribution, type Draw, NotSupportedError, type Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Bijection } from "./map.ts";

/** A density that can be drawn and scored. */
export type Pushforward = Distribution & Required<Pick<Distribution, "draw" | "logProb">>;

/**
 * The law of z = inverse(u), u ~ base, for a map that goes from data to noise:
 * `log p(z) = log base(forward(z)) + log|det|`, nats (Rezende & Mohamed 2015, eq. 5).
 *
 * Events of any axes are seen as vectors by the map, and as `base.eventShape` by the base. Draws and densities keep the
 * batch axes of the base.
 *
 * @throws NotSupportedError for a base without draw or density.
 */
export function pushforward(base: Distribution, { forward, inverse }: Bijection): Pushforward {
  const { eventShape: event, draw, logProb } = base;
  if (draw === undefined || logProb === undefined) {
    throw new NotSupportedError("a flow prior needs a base with a density and draws", {
      where: "flows/pushforward",
      expected: "a distribution with draw and logProb",
      received: base.family,
      remedy: "Choose a base such as standard-normal or mixture.",
    });
  }
  return {
    family: "pushforward",
    batchShape: base.batchShape,
    eventShape: event,
    parameters: {},
    gradient: base.gradient,
    draw(samples, context): Draw {
      const from = draw(samples, context);
      const { value, logDet } = inverse(flatten(from.value, event));
      return { value: unflatten(value, event), logProb: tf.sub(from.logProb, logDet) };
    },
    logProb(value) {
      const { value: noise, logDet } = forward(flatten(value, event));
      return tf.add(logProb(unflatten(noise, event)), logDet);
    },
  };
}

/** `[...lead, ...event]` -> `[...lead, latent]`. */
export function flatten(x: tf.Tensor, event: Shape): tf.Tensor {
  if (event.length === 1) return x;
  return tf.reshape(x, [...x.shape.slice(0, x.rank - event.length), event.reduce((a, b) => a * b, 1)]);
}

/** `[...lead, latent]` -> `[...lead, ...event]`. */
export function unflatten(x: tf.Tensor, event: Shape): tf.Tensor {
  return event.length === 1 ? x : tf.reshape(x, [...x.shape.slice(0, -1), ...event]);
}
