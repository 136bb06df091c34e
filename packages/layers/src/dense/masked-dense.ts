import { ConfigError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { type Activation, activations } from "../activations/activations.ts";
import type { Layer } from "../layer.ts";
import { type DenseParams, dense } from "./dense.ts";
import { type LinearOptions, product } from "./linear.ts";

/** Options of a masked layer. */
export interface MaskedDenseOptions extends LinearOptions {
  /** Row-major `[input, output]`, 1 where a connection exists. */
  readonly mask: ArrayLike<number>;
  readonly activation?: Activation;
}

/**
 * The mask of one MADE layer: input unit i feeds output unit j when `to[j] >= from[i]`, or `to[j] > from[i]` in the
 * output layer (Germain et al. 2015, eqs. 12-13). Row-major `[from, to]`.
 */
export function madeMask(from: readonly number[], to: readonly number[], { last = false } = {}): Float32Array {
  return Float32Array.from(from.flatMap((i) => to.map((j) => ((last ? j > i : j >= i) ? 1 : 0))));
}

/**
 * A fully connected layer with connections cut: `y = f(x (W * M) + b)`, x `[batch, input]` -> y `[batch, output]`
 * (MADE: Germain et al. 2015, eq. 10).
 *
 * @throws ConfigError for a size below 1 or a mask of another size.
 */
export function maskedDense({ mask, activation = "linear", ...options }: MaskedDenseOptions): Layer<DenseParams> {
  const where = options.where ?? "layers/masked-dense";
  const whole = dense({ ...options, where });
  const { input, output } = options;
  if (mask.length !== input * output) {
    throw new ConfigError("the mask does not fit the weight", {
      where,
      expected: `${input} x ${output} = ${input * output} entries`,
      received: `${mask.length}`,
      remedy: "Make one entry for each pair of input and output unit.",
    });
  }
  const kept = Float32Array.from(mask);
  return {
    params: whole.params,
    apply: (values, x) => {
      const weight = tf.mul(values.weight, tf.tensor(kept, [input, output], "float32"));
      return activations[activation](tf.add(product(x, weight), values.bias));
    },
  };
}
