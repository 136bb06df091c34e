import { stopGradient } from "@elbo/program";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { gumbelArgMax } from "../special/gumbel.ts";
import { logSumExp } from "../special/log-sum-exp.ts";
import { oneHot } from "../special/one-hot.ts";
import { cellsBelow, drawCell, type LogisticCells, logCellMass, meanOfCells } from "./logistic-cell.ts";

/** All `[...batch, component]`; `logits` are unnormalised log weights. */
export interface DiscretisedLogisticMixtureParameters extends LogisticCells {
  readonly logits: tf.Tensor;
}

/**
 * A mixture of logistic laws over `levels` values k / (levels - 1) in 0..1 (Salimans et al. 2017, "PixelCNN++", eq. 2).
 *
 * p(x) = sum_i softmax(logits)_i (sigmoid((x + h - m_i) / s_i) - sigmoid((x - h - m_i) / s_i)), h = 0.5 / (levels - 1),
 * with -infinity for x - h at 0 and infinity for x + h at 1. log p in nats.
 *
 * eventShape []; values `[...sample, ...batch]`. `mean` is that of the laws clipped to 0..1, before rounding to levels: within
 * half a level. Draws carry no gradient.
 */
export function discretisedLogisticMixture(parameters: DiscretisedLogisticMixtureParameters): Scored<"mean" | "cdf"> {
  const { logits, levels } = parameters;
  const weights = tf.logSoftmax(logits);
  const components = logits.shape.at(-1) as number;
  const logProb = (value: tf.Tensor) =>
    logSumExp(tf.add(weights, logCellMass(tf.expandDims(value, -1), parameters)), -1);
  const average = (each: tf.Tensor) => tf.sum(tf.mul(tf.exp(weights), each), -1);
  return {
    family: "discretised-logistic-mixture",
    mass: true,
    batchShape: logits.shape.slice(0, -1),
    eventShape: [],
    parameters: { logits, mean: parameters.mean, logScale: parameters.logScale },
    gradient: "none",
    draw: (samples, context) => {
      const one = oneHot(
        gumbelArgMax("component", stopGradient(logits), [samples, ...logits.shape], context),
        components,
      );
      const chosen = (x: tf.Tensor) => tf.sum(tf.mul(one, stopGradient(x)), -1);
      const cells = { mean: chosen(parameters.mean), logScale: chosen(parameters.logScale), levels };
      const value = drawCell("draw", cells, context);
      return { value, logProb: logProb(value) };
    },
    logProb,
    frozen: () =>
      discretisedLogisticMixture({
        levels,
        logits: stopGradient(logits),
        mean: stopGradient(parameters.mean),
        logScale: stopGradient(parameters.logScale),
      }),
    mean: () => average(meanOfCells(parameters)),
    cdf: (value) => average(cellsBelow(tf.expandDims(value, -1), parameters)),
  };
}
