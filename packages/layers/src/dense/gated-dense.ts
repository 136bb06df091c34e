import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "../layer.ts";
import { type DenseParams, dense } from "./dense.ts";
import type { LinearOptions } from "./linear.ts";

/** Parameters of a gated layer: two dense layers of equal size. */
export type GatedDenseParams = { readonly value: DenseParams; readonly gate: DenseParams };

/**
 * A gated fully connected layer: `h = (x W + b) * sigmoid(x V + c)`, x `[batch, input]` -> h `[batch, output]`
 * (Tomczak & Welling 2018, section 5; Dauphin et al. 2017). The gate takes the place of an activation.
 *
 * @throws ConfigError for a size below 1.
 */
export function gatedDense(options: LinearOptions): Layer<GatedDenseParams> {
  const named = { where: "layers/gated-dense", ...options };
  const [value, gate] = [dense(named), dense({ ...named, activation: "sigmoid" })];
  return {
    params: { value: value.params, gate: gate.params },
    apply: (values, x) => tf.mul(value.apply(values.value, x), gate.apply(values.gate, x)),
  };
}
