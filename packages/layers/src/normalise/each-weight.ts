import type { ParamSpec, ParamTree, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

const isSpec = (node: ParamSpec | ParamTree | undefined): node is ParamSpec =>
  typeof (node as ParamSpec | undefined)?.init === "function";

/** The axis of a weight that counts its outputs: the last, but in a transposed convolution, `[k, k, out, in]`. */
export const outputAxis = ({ shape, layout }: ParamSpec): number =>
  shape.length - (layout?.layer === "conv2d-transpose" ? 2 : 1);

/** Parameters in whose place `make` puts others for each parameter `weight`, however deep. */
export const replaceWeights = (tree: ParamTree, make: (weight: ParamSpec) => ParamTree): ParamTree =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([name, node]): [string, ParamSpec | ParamTree][] => {
      if (!isSpec(node)) return [[name, replaceWeights(node, make)]];
      return name === "weight" ? Object.entries(make(node)) : [[name, node]];
    }),
  );

/** Values for `tree`, whose weights `weight` computes from the values that `replaceWeights` asked for. */
export const joinWeights = (
  tree: ParamTree,
  values: Values<ParamTree>,
  weight: (spec: ParamSpec, values: Readonly<Record<string, tf.Tensor>>) => tf.Tensor,
): Values<ParamTree> =>
  Object.fromEntries(
    Object.entries(tree).map(([name, node]): [string, Values<ParamTree>[string]] => {
      if (!isSpec(node)) return [name, joinWeights(node, values[name] as Values<ParamTree>, weight) as never];
      return [name, (name === "weight" ? weight(node, values as never) : values[name]) as never];
    }),
  );
