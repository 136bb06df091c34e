import { constant, zeros } from "@elbo/program";
import type { ParamSpec } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSize } from "../check/check-size.ts";
import type { Layer } from "../layer.ts";

/**
 * Layer normalisation over the last axis: `y = g (x - mean) / sqrt(var + epsilon) + b`, x `[..., width]` -> y `[..., width]`
 * (Ba, Kiros & Hinton 2016, eq. 4). The variance is the biased one.
 *
 * @throws ConfigError for a width below 1.
 */
export function layerNorm({
  width,
  epsilon = 1e-5,
  where = "layers/layer-norm",
}: {
  readonly width: number;
  /** Added to the variance. */
  readonly epsilon?: number;
  readonly where?: string;
}): Layer<{ readonly gain: ParamSpec; readonly bias: ParamSpec }> {
  checkSize(width, "width", where);
  const layout = { layer: "layer-norm" } as const;
  return {
    params: { gain: { shape: [width], init: constant(1), layout }, bias: { shape: [width], init: zeros, layout } },
    apply: (values, x) => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
      return tf.add(tf.mul(tf.mul(centred, scale), values.gain), values.bias);
    },
  };
}
