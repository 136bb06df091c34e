import { normal, stopGradient } from "@elbo/program";
import type { Context, ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "../layer.ts";
import { joinWeights, outputAxis, replaceWeights } from "./each-weight.ts";

const unit = (x: tf.Tensor) => tf.div(x, tf.maximum(tf.sqrt(tf.sum(tf.square(x))), 1e-12));

/** A weight as a matrix of one row per output: `[out, ...]` flattened. */
const matrix = (spec: ParamSpec, weight: tf.Tensor): tf.Tensor2D => {
  const axis = outputAxis(spec);
  const order = [axis, ...spec.shape.map((_, i) => i).filter((i) => i !== axis)];
  return tf.reshape(tf.transpose(weight, order), [spec.shape[axis] as number, -1]);
};

const normed = (spec: ParamSpec, weight: tf.Tensor, left: tf.Tensor, context: Context | undefined): tf.Tensor => {
  const w = matrix(spec, weight);
  const fixed = stopGradient(w) as tf.Tensor2D;
  const v = unit(tf.matMul(fixed, tf.reshape(left, [-1, 1]), true)); // [rest, 1]
  const u = unit(tf.matMul(fixed, v)); // [out, 1]
  if (context?.training) context.update(left, tf.reshape(u, left.shape));
  const sigma = tf.sum(tf.mul(u, tf.matMul(w, v)));
  return tf.div(weight, sigma);
};

/**
 * Spectral normalisation (Miyato et al. 2018, equation 8 and algorithm 1): each weight of the layer, however deep, is
 * divided by its largest singular value, so that the layer stretches no input. The value is u' W v, where one step of power
 * iteration per training step keeps u and v close to the singular vectors; u is the state `left` `[output]`, and neither
 * carries a gradient. A kernel is seen as a matrix of one row per output channel, as in the paper.
 */
export function spectralNorm(layer: Layer): Layer {
  return {
    params: replaceWeights(layer.params, (weight) => ({
      weight,
      left: { shape: [weight.shape[outputAxis(weight)] as number], init: normal(1), state: true },
    })),
    apply: (values, x, context) => {
      const weight = (spec: ParamSpec, own: Readonly<Record<string, tf.Tensor>>) =>
        normed(spec, own.weight as tf.Tensor, own.left as tf.Tensor, context);
      return layer.apply(joinWeights(layer.params, values, weight), x, context);
    },
  };
}
