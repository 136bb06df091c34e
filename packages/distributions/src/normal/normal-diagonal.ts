import { stopGradient } from "@elbo/program";
import { ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { spread, sumEvent } from "../special/event-axes.ts";

/** 0.5 log(2 pi), nats. */
export const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

/** What a diagonal Gaussian offers. */
export type NormalDiagonal = Scored<"mean" | "mode" | "entropy" | "cdf">;

/** Parameters `[...batch, ...event]` (they broadcast against each other), and how many trailing axes are the event. */
export type NormalDiagonalParameters = {
  readonly mean: tf.Tensor;
  /** 0: every element is an event of its own. 1: `[..., latent]`. 3: `[..., height, width, channel]`. */
  readonly eventAxes: number;
} & ({ readonly scale: tf.Tensor } | { readonly logVariance: tf.Tensor });

/**
 * A Gaussian with independent coordinates.
 *
 * log p(x) = sum_event -0.5 ((x - mean) / scale)^2 - log scale - 0.5 log(2 pi), nats.
 *
 * `mean` `[...batch, ...event]`, `scale` > 0 or `logVariance` = 2 log scale of a shape that broadcasts with it.
 * `logProb` takes `[...sample, ...batch, ...event]` and gives `[...sample, ...batch]`; `entropy` gives `[...batch]`;
 * `mean`, `mode` and `cdf` (of each coordinate) keep the event. Draws are mean + scale * noise, so pathwise.
 * `parameters`: mean, scale, logScale.
 *
 * @throws ShapeError when the event has more axes than the parameters.
 */
export function normalDiagonal(parameters: NormalDiagonalParameters): NormalDiagonal {
  if ("scale" in parameters) {
    const { mean, scale, eventAxes } = parameters;
    return fromScale({ mean, scale, logScale: tf.log(scale) }, eventAxes);
  }
  const logScale = tf.mul(parameters.logVariance, 0.5);
  return fromScale({ mean: parameters.mean, scale: tf.exp(logScale), logScale }, parameters.eventAxes);
}

/** A Gaussian per element: `normalDiagonal` with an event of no axes. */
export const normal = ({ mean, scale }: { readonly mean: tf.Tensor; readonly scale: tf.Tensor }): NormalDiagonal =>
  normalDiagonal({ mean, scale, eventAxes: 0 });

type Fields = { readonly mean: tf.Tensor; readonly scale: tf.Tensor; readonly logScale: tf.Tensor };

function fromScale(fields: Fields, eventAxes: number): NormalDiagonal {
  const { mean, scale, logScale } = fields;
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(mean.shape, scale.shape);
  if (eventAxes > shape.length) {
    throw new ShapeError("the event has more axes than the parameters", {
      where: "distributions/normal-diagonal",
      expected: `at least ${eventAxes} axes`,
      received: `[${shape.join(", ")}]`,
    });
  }
  const batchShape = shape.slice(0, shape.length - eventAxes);
  /** log density where ((x - mean) / scale) is `u`. */
  const density = (u: tf.Tensor) =>
    sumEvent(tf.sub(tf.mul(tf.square(u), -0.5), tf.add(logScale, halfLog2Pi)), eventAxes);
  return {
    family: "normal-diagonal",
    batchShape,
    eventShape: shape.slice(shape.length - eventAxes),
    parameters: fields,
    gradient: "pathwise",
    draw: (samples, context) => {
      const noise = context.noise("draw", [samples, ...shape], { law: "normal" });
      // Along the path, (value - mean) / scale is the noise itself: exact, and cheaper than scoring the value.
      return { value: tf.add(mean, tf.mul(scale, noise)), logProb: density(noise) };
    },
    logProb: (value) => density(tf.div(tf.sub(value, mean), scale)),
    frozen: () =>
      fromScale({ mean: stopGradient(mean), scale: stopGradient(scale), logScale: stopGradient(logScale) }, eventAxes),
    mean: () => spread(mean, shape),
    mode: () => spread(mean, shape),
    entropy: () => sumEvent(spread(tf.add(logScale, halfLog2Pi + 0.5), shape), eventAxes),
    variance: () => spread(tf.square(scale), shape),
    withNoise: (sigma) => {
      const wider = tf.sqrt(tf.add(tf.square(scale), sigma * sigma));
      return fromScale({ mean, scale: wider, logScale: tf.log(wider) }, eventAxes);
    },
    cdf: (value) => tf.mul(tf.add(tf.erf(tf.div(tf.sub(value, mean), tf.mul(scale, Math.SQRT2))), 1), 0.5),
  };
}
