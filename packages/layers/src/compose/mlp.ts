import type { Context, ParamTree, Shape, Values } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "../activations/activations.ts";
import { dense } from "../dense/dense.ts";
import { gatedDense } from "../dense/gated-dense.ts";
import { dropout } from "../dropout/dropout.ts";
import type { WeightInitialiser } from "../initialisers/weight-initialiser.ts";
import type { Layer } from "../layer.ts";
import { type Norm, normThenActivation, underNorm } from "../normalise/norms.ts";
import { chain } from "./chain.ts";

/** Options of a multilayer perceptron. */
export interface MlpOptions {
  readonly input: number;
  /** `[height, width, channel]` when the input is an image, flattened. */
  readonly inputImage?: Shape;
  /** Output width of each hidden layer. */
  readonly widths: readonly number[];
  /** After each layer; the gate takes its place in gated layers. */
  readonly activation: Activation;
  /** Gated dense layers (Tomczak & Welling 2018). */
  readonly gated?: boolean;
  /** Layer or batch normalisation before each activation (after the gate of gated layers), or normalised weights. Default none. */
  readonly norm?: Norm;
  /** Rate after each layer. */
  readonly dropout?: number;
  readonly init?: WeightInitialiser | undefined;
  readonly where?: string;
}

/** A chain of layers, and the width of what it makes. */
export interface Trunk extends Layer {
  readonly width: number;
  /** x after 0, 1, .. of the hidden layers, x itself first: `[batch, width]` each. */
  stages(values: Values<ParamTree>, x: tf.Tensor, context?: Context): readonly tf.Tensor[];
}

/**
 * Dense layers with activations: x `[batch, input]` -> `[batch, width]`; no widths: x itself.
 *
 * @throws ConfigError for a width below 1 or a rate outside [0, 1).
 */
export function mlp({
  input,
  widths,
  activation,
  gated = false,
  norm = "none",
  where = "layers/mlp",
  ...more
}: MlpOptions): Trunk {
  const layers: Record<string, Layer> = {};
  const ends: string[] = [];
  let width = input;
  widths.forEach((output, i) => {
    const sizes = {
      ...{ input: width, output, init: more.init, where },
      ...(i === 0 && more.inputImage && { inputImage: more.inputImage }),
    };
    const then = normThenActivation(norm, { width: output, activation: gated ? "linear" : activation, where });
    layers[`layer${i}`] = underNorm(norm, (gated ? gatedDense(sizes) : dense(sizes)) as Layer);
    if (then.norm) layers[`norm${i}`] = then.norm;
    layers[`activation${i}`] = then.activation;
    if (more.dropout) layers[`dropout${i}`] = dropout({ rate: more.dropout, where });
    ends.push(Object.keys(layers).at(-1) as string);
    width = output;
  });
  const { params, apply, each } = chain(layers);
  const stages: Trunk["stages"] = (values, x, context) => {
    const made = each(values, x, context);
    return [x, ...ends.map((name) => made[name] as tf.Tensor)];
  };
  return { width, params, apply, stages };
}
