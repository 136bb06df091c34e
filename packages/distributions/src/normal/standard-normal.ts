import type { Shape } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { sumEvent } from "../special/event-axes.ts";
import { halfLog2Pi, type NormalDiagonal } from "./normal-diagonal.ts";

/**
 * N(0, I) over `eventShape`: batchShape [], family "normal-diagonal", parameters mean 0, scale 1, logScale 0 as scalars.
 *
 * log p(z) = sum_event -0.5 z^2 - 0.5 log(2 pi), nats: `[...sample, ...event]` -> `[...sample]`.
 */
export function standardNormal(eventShape: Shape): NormalDiagonal {
  const event = [...eventShape];
  const size = event.reduce((a, b) => a * b, 1);
  const logProb = (value: tf.Tensor) =>
    tf.sub(tf.mul(sumEvent(tf.square(value), event.length), -0.5), size * halfLog2Pi);
  const standard: NormalDiagonal = {
    family: "normal-diagonal",
    batchShape: [],
    eventShape: event,
    parameters: { mean: tf.scalar(0), scale: tf.scalar(1), logScale: tf.scalar(0) },
    gradient: "pathwise",
    draw: (samples, context) => {
      const value = context.noise("draw", [samples, ...event], { law: "normal" });
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () => standard,
    mean: () => tf.zeros(event),
    mode: () => tf.zeros(event),
    entropy: () => tf.scalar(size * (halfLog2Pi + 0.5)),
    cdf: (value) => tf.mul(tf.add(tf.erf(tf.div(value, Math.SQRT2)), 1), 0.5),
  };
  return standard;
}
