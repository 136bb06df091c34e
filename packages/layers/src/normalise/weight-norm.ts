import { constant } from "@elbo/program";
import type { ParamSpec, ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "../layer.ts";

const isSpec = (node: ParamSpec | ParamTree | undefined): node is ParamSpec =>
  typeof (node as ParamSpec | undefined)?.init === "function";

/** The axis of a weight that counts its outputs: the last, but in a transposed convolution, `[k, k, out, in]`. */
const outputAxis = ({ shape, layout }: ParamSpec): number =>
  shape.length - (layout?.layer === "conv2d-transpose" ? 2 : 1);

/** Each parameter `weight` below becomes `direction` and `gain`. */
const split = (tree: ParamTree): ParamTree =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([name, node]): [string, ParamSpec | ParamTree][] => {
      if (!isSpec(node)) return [[name, split(node)]];
      if (name !== "weight") return [[name, node]];
      return [
        ["direction", node],
        ["gain", { shape: [node.shape[outputAxis(node)] as number], init: constant(1) }],
      ];
    }),
  );

const scaled = (spec: ParamSpec, direction: tf.Tensor, gain: tf.Tensor): tf.Tensor => {
  const axis = outputAxis(spec);
  const others = spec.shape.map((_, i) => i).filter((i) => i !== axis);
  const shape = spec.shape.map((size, i) => (i === axis ? size : 1));
  const length = tf.sqrt(tf.sum(tf.square(direction), others, true));
  return tf.mul(direction, tf.div(tf.reshape(gain, shape), length));
};

const join = (tree: ParamTree, values: Values<ParamTree>): Values<ParamTree> =>
  Object.fromEntries(
    Object.entries(tree).map(([name, node]): [string, Values<ParamTree>[string]] => {
      if (!isSpec(node)) return [name, join(node, values[name] as Values<ParamTree>) as never];
      if (name !== "weight") return [name, values[name] as never];
      return [name, scaled(node, values.direction as never, values.gain as never) as never];
    }),
  );

/**
 * Weight normalisation (Salimans & Kingma 2016, equation 2): each weight of the layer, however deep, is
 * `w = g v / |v|`, one length g per output. v starts as the weight would, g at 1, so that inputs of variance 1 give outputs
 * of variance 1.
 */
export function weightNorm(layer: Layer): Layer {
  return {
    params: split(layer.params),
    apply: (values, x, context) => layer.apply(join(layer.params, values), x, context),
  };
}
