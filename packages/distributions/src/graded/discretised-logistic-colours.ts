import { stopGradient } from "@elbo/program";
import type { Context } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { gumbelArgMax } from "../special/gumbel.ts";
import { logSumExp } from "../special/log-sum-exp.ts";
import { oneHot } from "../special/one-hot.ts";
import { drawCell, type LogisticCells, logCellMass, meanOfCells } from "./logistic-cell.ts";

/** Three channels a pixel. */
export interface DiscretisedLogisticColoursParameters extends LogisticCells {
  /** `[...batch, component]`: one component for all channels of a pixel. */
  readonly logits: tf.Tensor;
  /** `[...batch, 3, component]`: of green on red, of blue on red, of blue on green. */
  readonly coefficients: tf.Tensor;
}

/** Parts of a tensor `[...lead, 3, component]` along its channel axis. */
const channelsOf = (x: tf.Tensor): tf.Tensor[] => tf.unstack(x, x.rank - 2);

/**
 * A mixture of logistic laws over the levels of three channels, of which green depends on red, and blue on both (Salimans
 * et al. 2017, "PixelCNN++", eq. 3), x in 0..1: m_green + c_0 (red - 1/2), m_blue + c_1 (red - 1/2) + c_2 (green - 1/2).
 *
 * All channels of a pixel share the component; one event per channel by the chain rule, log p(green | red) =
 * log sum_i w_i p_i(red) p_i(green | red) - log sum_i w_i p_i(red), nats, so that a pixel's events sum to its log mass.
 *
 * `mean`, `logScale` `[...batch, 3, component]`; batchShape `[...batch, 3]`, eventShape []. `mean` follows the means of the
 * channels before and is approximate. Draws go channel by channel and carry no gradient.
 */
export function discretisedLogisticColours(parameters: DiscretisedLogisticColoursParameters): Scored<"mean"> {
  const { logits, levels } = parameters;
  const weights = tf.logSoftmax(logits);
  const components = logits.shape.at(-1) as number;
  const parts = {
    means: channelsOf(parameters.mean),
    logScales: channelsOf(parameters.logScale),
    coefficients: channelsOf(parameters.coefficients),
  };
  type Parts = typeof parts;

  /** Laws of one channel given the channels before; all tensors agree up to broadcasting. */
  const cellsOf = (channel: number, before: readonly tf.Tensor[], { means, logScales, coefficients }: Parts) => {
    const first = channel === 2 ? 1 : 0;
    const mean = before.reduce<tf.Tensor>(
      (m, x, i) => tf.add(m, tf.mul(coefficients[first + i] as tf.Tensor, tf.sub(x, 0.5))),
      means[channel] as tf.Tensor,
    );
    return { mean, logScale: logScales[channel] as tf.Tensor, levels };
  };
  /** Each channel from those before it. */
  const inTurn = (of: Parts, make: (cells: LogisticCells, channel: number) => tf.Tensor) => {
    const found: tf.Tensor[] = [];
    for (let channel = 0; channel < 3; channel++) found.push(make(cellsOf(channel, found, of), channel));
    return found;
  };
  const logProb = (value: tf.Tensor) => {
    const known = tf.unstack(value, value.rank - 1).map((x) => tf.expandDims(x, -1));
    let joint = weights;
    let before: tf.Tensor | undefined;
    const events = known.map((x, channel) => {
      joint = tf.add(joint, logCellMass(x, cellsOf(channel, known.slice(0, channel), parts)));
      const log = logSumExp(joint, -1);
      const event = before === undefined ? log : tf.sub(log, before);
      before = log;
      return event;
    });
    return tf.stack(events, -1);
  };
  const draw = (samples: number, context: Context) => {
    const shape = [samples, ...logits.shape];
    const one = oneHot(gumbelArgMax("component", stopGradient(logits), shape, context), components);
    const choose = (xs: readonly tf.Tensor[]) => xs.map((x) => tf.sum(tf.mul(one, stopGradient(x)), -1));
    const chosen = {
      means: choose(parts.means),
      logScales: choose(parts.logScales),
      coefficients: choose(parts.coefficients),
    };
    const value = tf.stack(
      inTurn(chosen, (cells, channel) => drawCell(`channel${channel}`, cells, context)),
      -1,
    );
    return { value, logProb: logProb(value) };
  };
  return {
    family: "discretised-logistic-colours",
    mass: true,
    batchShape: [...logits.shape.slice(0, -1), 3],
    eventShape: [],
    parameters: { logits, mean: parameters.mean, logScale: parameters.logScale, coefficients: parameters.coefficients },
    gradient: "none",
    draw,
    logProb,
    frozen: () =>
      discretisedLogisticColours({
        levels,
        logits: stopGradient(logits),
        mean: stopGradient(parameters.mean),
        logScale: stopGradient(parameters.logScale),
        coefficients: stopGradient(parameters.coefficients),
      }),
    mean: () => {
      const each = inTurn(parts, meanOfCells);
      const average = (x: tf.Tensor) => tf.sum(tf.mul(tf.exp(weights), x), -1);
      return tf.stack(each.map(average), -1);
    },
  };
}
