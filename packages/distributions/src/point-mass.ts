import { repeatSamples } from "@elbo/program";
import type { Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Parameters of `pointMass`. */
export interface PointMassParameters {
  /** `[...batch, ...event]` */
  readonly value: tf.Tensor;
  /** How many trailing axes are the event. */
  readonly eventAxes: number;
  /** How gradients reach the parameters through a draw: "straight-through" for codes. */
  readonly gradient: Distribution["gradient"];
}

/**
 * All mass at one point: every draw is `value`, with log-probability 0.
 *
 * For codes that is their log-mass. A point among real numbers has no density, and 0 is a convention: log q - log p is
 * then -log p(value), no divergence. There is no `logProb` of other values. `entropy` is 0 `[...batch]`.
 */
export function pointMass({ value, eventAxes, gradient }: PointMassParameters): Distribution {
  const batchShape = value.shape.slice(0, value.rank - eventAxes);
  const eventShape = value.shape.slice(value.rank - eventAxes);
  return {
    family: "point-mass",
    batchShape,
    eventShape,
    parameters: { value },
    gradient,
    draw: (samples) => ({
      value: tf.reshape(repeatSamples(value, samples), [samples, ...value.shape]),
      logProb: tf.zeros([samples, ...batchShape]),
    }),
    mean: () => value,
    mode: () => value,
    entropy: () => tf.zeros(batchShape),
  };
}
