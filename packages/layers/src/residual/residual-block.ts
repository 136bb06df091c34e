import type { ParamTree, Shape, Values } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "../activations/activations.ts";
import { chain } from "../compose/chain.ts";
import { conv2d, type ImageLayer } from "../conv/conv2d.ts";
import type { Layer } from "../layer.ts";
import { type Norm, normThenActivation, underNorm } from "../normalise/norms.ts";

/** Options of `residualBlock`. */
export interface ResidualBlockOptions {
  /** `[height, width, channels]` of the input image. */
  readonly input: Shape;
  readonly channels: number;
  /** Of the first convolution, and of the shortcut. Default 1. */
  readonly stride?: number;
  /** Default 3. */
  readonly kernel?: number;
  readonly activation: Activation;
  /** Default none. */
  readonly norm?: Norm;
  /** Named in errors. */
  readonly where?: string;
}

/**
 * A residual block in its pre-activation form (He et al. 2016, "Identity mappings in deep residual networks", figure 1b):
 * `y = s(x) + conv(f(n(conv(f(n(x))))))`, x `[batch, height, width, in]` -> `[batch, ...shape]`, n the norm and f the activation.
 * The shortcut s is x itself, or a 1x1 convolution where stride or channels differ.
 *
 * @throws ConfigError for a size below 1.
 */
export function residualBlock({
  input,
  channels,
  stride = 1,
  kernel = 3,
  activation,
  norm = "none",
  where = "layers/residual-block",
}: ResidualBlockOptions): Layer & Pick<ImageLayer, "shape"> {
  const he = { init: "he-normal", where } as const;
  const first = conv2d({ input, channels, kernel, stride, ...he });
  const second = conv2d({ input: first.shape, channels, kernel, stride: 1, ...he });
  const before = (width: number) => chain({ ...normThenActivation(norm, { width, activation, where }) });
  const path = chain({
    before0: before(input[2] as number),
    conv0: underNorm(norm, first as Layer),
    before1: before(channels),
    conv1: underNorm(norm, second as Layer),
  });
  const same = stride === 1 && input[2] === channels;
  const shortcut = same ? undefined : underNorm(norm, conv2d({ input, channels, kernel: 1, stride, where }) as Layer);
  return {
    shape: second.shape,
    params: { path: path.params, ...(shortcut && { shortcut: shortcut.params }) },
    apply: (values, x, context) => {
      const at = values as Values<{ path: ParamTree; shortcut: ParamTree }>;
      return tf.add(shortcut?.apply(at.shortcut, x) ?? x, path.apply(at.path, x, context?.at("path")));
    },
  };
}
