import { stopGradient } from "@elbo/program";
import type { Distribution } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Scored } from "../scored.ts";
import { polarDraw, type Zonal } from "./polar-draw.ts";
import { directions, logArea } from "./sphere-uniform.ts";

/** Parameters of a law around one direction. */
export interface ZonalParameters {
  /** Unit vectors, `[...batch, size]`. */
  readonly direction: tf.Tensor;
  /** > 0, `[...batch]`; 0 would be uniform. */
  readonly concentration: tf.Tensor;
}

/**
 * x `[..., size]` turned so that the first axis becomes `direction`, by a Householder reflection of the one of
 * +direction, -direction that is farther from that axis: its gradient is bounded everywhere.
 */
function turned(x: tf.Tensor, direction: tf.Tensor): tf.Tensor {
  const size = direction.shape.at(-1) as number;
  const [lead, axes] = [direction.rank - 1, tf.range(0, size)];
  const first = tf.slice(direction, new Array<number>(lead + 1).fill(0), [...direction.shape.slice(0, -1), 1]);
  const sign = tf.sub(tf.mul(2, tf.cast(tf.greaterEqual(stopGradient(first), 0), "float32")), 1);
  const axis = tf.cast(tf.less(axes, 0.5), "float32");
  const u = tf.add(direction, tf.mul(sign, axis));
  const along = tf.div(tf.sum(tf.mul(u, x), -1, true), tf.add(1, tf.abs(first)));
  return tf.mul(sign, tf.sub(tf.mul(u, along), x));
}

/**
 * The law of unit vectors with log p(z) = k T(d) + G(k) - log area, d = 1 - direction . z = |z - direction|^2 / 2, nats, with
 * respect to the sphere's own measure: `[...sample, ...batch, size]` -> `[...sample, ...batch]`. eventShape [size].
 *
 * Parameters: direction, concentration, and `fromUniform` `[...batch]` = KL to the uniform law = G(k) - k G'(k). `mode` is the
 * direction; `entropy` `[...batch]`. Draws carry the gradient of `polarDraw` to k, and are smooth in the direction.
 */
export function zonal(
  family: string,
  law: Zonal,
  { direction, concentration }: ZonalParameters,
  frozen: () => Scored<"mode" | "entropy">,
): Scored<"mode" | "entropy"> {
  const { size } = law;
  const area = logArea(size);
  const normaliser = law.logNormaliser(concentration);
  const fromUniform = tf.sub(normaliser, tf.mul(concentration, law.slope(concentration)));
  const density = (d: tf.Tensor) => tf.add(tf.mul(concentration, law.statistic(d)), tf.sub(normaliser, area));
  const parameters: Distribution["parameters"] = { direction, concentration, fromUniform };
  return {
    family,
    batchShape: concentration.shape,
    eventShape: [size],
    parameters,
    gradient: "pathwise",
    draw: (samples, context) => {
      const { d, sin } = polarDraw(law, concentration, samples, context);
      const noise = context.noise("around", [samples, ...concentration.shape, size - 1], { law: "normal" });
      const around = tf.mul(tf.expandDims(sin, -1), directions(noise));
      const upright = tf.concat([tf.expandDims(tf.sub(1, d), -1), around], -1);
      return { value: turned(upright, direction), logProb: density(d) };
    },
    logProb: (value) => density(tf.mul(0.5, tf.sum(tf.square(tf.sub(value, direction)), -1))),
    frozen,
    mode: () => direction,
    entropy: () => tf.sub(area, fromUniform),
  };
}
