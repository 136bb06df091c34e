import type { ParamSpec, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import { biasInitialiser, type WeightInitialiser, weightInitialiser } from "../initialisers/weight-initialiser.ts";
import type { Layer } from "../layer.ts";

/** Parameters of a causal convolution: weight `[kernel, input, output]`, bias `[output]`. */
export type CausalConv1dParams = { readonly weight: ParamSpec; readonly bias: ParamSpec };

/** A causal convolution, for all steps or one at a time. */
export interface CausalConv1d extends Layer<CausalConv1dParams> {
  /** Steps before the present one that it sees: (kernel - 1) dilation. */
  readonly reach: number;
  /** What a sequence starts from: zeros `[batch, reach, input]`. */
  memory(batch: number): tf.Tensor;
  /** One step: x `[batch, input]` and the inputs before it, `[batch, reach, input]` -> output `[batch, output]`. */
  step(
    values: Values<CausalConv1dParams>,
    memory: tf.Tensor,
    x: tf.Tensor,
  ): { readonly y: tf.Tensor; readonly memory: tf.Tensor };
}

/**
 * A dilated causal convolution with bias (van den Oord et al. 2016, WaveNet, section 2.1): x `[batch, time, input]` ->
 * `[batch, time, output]`, `y_t = b + sum_j x_{t - (kernel - 1 - j) dilation} W_j`, zeros before the start. One matrix product over the
 * kernel's steps side by side.
 *
 * @throws ConfigError for a size below 1.
 */
export function causalConv1d({
  input,
  output,
  kernel,
  dilation = 1,
  init,
  where = "layers/causal-conv1d",
}: {
  readonly input: number;
  readonly output: number;
  /** Steps that it looks at. */
  readonly kernel: number;
  /** Steps from one of them to the next. */
  readonly dilation?: number;
  readonly init?: WeightInitialiser | undefined;
  readonly where?: string;
}): CausalConv1d {
  for (const [name, size] of Object.entries({ input, output, kernel, dilation })) checkSize(size, name, where);
  const reach = (kernel - 1) * dilation;
  const shifts = Array.from({ length: kernel }, (_, j) => j * dilation);
  /** `whole` `[batch, reach + time, input]`. */
  const convolve = (values: Values<CausalConv1dParams>, whole: tf.Tensor, time: number) => {
    const batch = whole.shape[0] as number;
    const seen = shifts.map((shift) => tf.slice(whole, [0, shift, 0], [batch, time, input]));
    const rows = tf.reshape(seen.length === 1 ? (seen[0] as tf.Tensor) : tf.concat(seen, 2), [-1, kernel * input]);
    const y = tf.matMul(rows, tf.reshape(values.weight, [kernel * input, output]));
    return tf.reshape(tf.add(y, values.bias), [batch, time, output]);
  };
  const memory = (batch: number) => tf.zeros([batch, reach, input]);
  const after = (past: tf.Tensor, x: tf.Tensor) => (reach === 0 ? x : tf.concat([past, x], 1));
  return {
    reach,
    params: {
      weight: { shape: [kernel, input, output], init: weightInitialiser(init, kernel * input, kernel * output) },
      bias: { shape: [output], init: biasInitialiser(init, kernel * input) },
    },
    memory,
    apply: (values, x) => {
      const [batch, time] = x.shape as [number, number];
      return convolve(values, after(memory(batch), x), time);
    },
    step: (values, past, x) => {
      const batch = x.shape[0] as number;
      const whole = after(past, tf.expandDims(x, 1));
      return {
        y: tf.reshape(convolve(values, whole, 1), [batch, output]),
        memory: reach === 0 ? past : tf.slice(whole, [0, 1, 0], [batch, reach, input]),
      };
    },
  };
}
