import { type Activation, activations, dense, type Layer, linear, maskedDense } from "@elbo/layers";
import { zeros } from "@elbo/program";
import type { ParamTree, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";

/** Hidden layers and context of the net inside a flow. */
export interface NetOptions {
  /** Output width of each hidden layer. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** Width of the context that steers it; absent: none. */
  readonly context?: number;
}

/** Sizes of the ends, and connections that are cut. */
export interface Ends {
  readonly input: number;
  readonly output: number;
  /** One mask per layer, row-major `[from, to]`; absent: nothing is cut. */
  readonly masks?: readonly ArrayLike<number>[];
}

/** A net whose last layer starts at zero, so that the flow starts near the identity. */
export interface SteeredNet {
  readonly params: ParamTree;
  /** x `[...lead, input]`, context `[...lead, context]` -> `[...lead, output]`; leading axes broadcast. */
  apply(values: Values<ParamTree>, x: tf.Tensor, context?: tf.Tensor): tf.Tensor;
}

/** Dense layers on x, the first of which also adds a product of the context. */
export function steeredNet({ hidden, activation, context }: NetOptions, { input, output, masks }: Ends): SteeredNet {
  const widths = [input, ...hidden, output];
  const layers = widths.slice(1).map((width, i) => {
    const sizes = { input: widths[i] as number, output: width, where: "flows/steered-net" };
    const mask = masks?.[i];
    return mask === undefined ? dense(sizes) : maskedDense({ ...sizes, mask });
  });
  const steering = context === undefined ? undefined : linear({ input: context, output: widths[1] as number });
  const last = layers.length - 1;
  const params = layers.map(({ params: { weight, bias } }, i) => [
    `layer${i}`,
    { weight: i === last ? { ...weight, init: zeros } : weight, bias },
  ]);
  return {
    params: { ...(steering && { context: steering.params }), ...Object.fromEntries(params) },
    apply: (values, x, steer) =>
      layers.reduce((h, layer: Layer, i) => {
        const own = layer.apply(values[`layer${i}`] as Values<ParamTree>, h);
        const add = i === 0 && steering && steer;
        const all = add ? tf.add(own, steering.apply(values.context as never, steer)) : own;
        return i === last ? all : activations[activation](all);
      }, x),
  };
}
