import type { ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { type Activation, activations } from "../activations/activations.ts";
import { biasInitialiser } from "../initialisers/weight-initialiser.ts";
import type { Layer } from "../layer.ts";
import { denseLayout } from "./dense-layout.ts";
import { type LinearOptions, linear } from "./linear.ts";

/** Options of a dense layer. */
export interface DenseOptions extends LinearOptions {
  /** Default linear. */
  readonly activation?: Activation;
}

/** Parameters of a dense layer: weight `[input, output]`, bias `[output]`. */
export type DenseParams = { readonly weight: ParamSpec; readonly bias: ParamSpec };

/**
 * A fully connected layer: `y = f(x W + b)`, x `[batch, input]` (or `[..., input]`) -> y `[batch, output]`.
 *
 * @throws ConfigError for a size below 1.
 */
export function dense({ activation = "linear", ...options }: DenseOptions): Layer<DenseParams> {
  const map = linear({ where: "layers/dense", ...options });
  return {
    params: {
      ...map.params,
      bias: {
        shape: [options.output],
        init: biasInitialiser(options.init, options.input),
        layout: denseLayout([options.outputImage]),
      },
    },
    apply: (values, x) => activations[activation](tf.add(map.apply(values, x), values.bias)),
  };
}
