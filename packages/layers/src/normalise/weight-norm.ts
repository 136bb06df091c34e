import { constant } from "@elbo/program";
import type { ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "../layer.ts";
import { joinWeights, outputAxis, replaceWeights } from "./each-weight.ts";

const scaled = (spec: ParamSpec, direction: tf.Tensor, gain: tf.Tensor): tf.Tensor => {
  const axis = outputAxis(spec);
  const others = spec.shape.map((_, i) => i).filter((i) => i !== axis);
  const shape = spec.shape.map((size, i) => (i === axis ? size : 1));
  const length = tf.sqrt(tf.sum(tf.square(direction), others, true));
  return tf.mul(direction, tf.div(tf.reshape(gain, shape), length));
};

/**
 * Weight normalisation (Salimans & Kingma 2016, equation 2): each weight of the layer, however deep, is
 * `w = g v / |v|`, one length g per output. v starts as the weight would, g at 1, so that inputs of variance 1 give outputs
 * of variance 1.
 */
export function weightNorm(layer: Layer): Layer {
  return {
    params: replaceWeights(layer.params, (weight) => ({
      direction: weight,
      gain: { shape: [weight.shape[outputAxis(weight)] as number], init: constant(1) },
    })),
    apply: (values, x, context) => {
      const weight = (spec: ParamSpec, { direction, gain }: Readonly<Record<string, tf.Tensor>>) =>
        scaled(spec, direction as tf.Tensor, gain as tf.Tensor);
      return layer.apply(joinWeights(layer.params, values, weight), x, context);
    },
  };
}
