import { ConfigError, type Layout, type Window } from "@elbo/spec";
import type { StatedPadding } from "./convention.ts";

/** Paddings of PyTorch, in pixels on each side, and of a transposed convolution's output. */
interface Symmetric {
  readonly padding: number;
  readonly outputPadding: number;
}

/**
 * The symmetric padding that puts every window where "same" puts it, on one axis of `size` pixels: `p = floor(P / 2)` with
 * `P = max((ceil(size / s) - 1) s + k - size, 0)`, if it makes `floor((size + 2 p - k) / s) + 1 = ceil(size / s)` outputs.
 * Undefined where there is none: PyTorch then centres its windows elsewhere, or makes another number of them.
 */
function alongAxis(size: number, { kernel, stride, padding }: Window): Symmetric | undefined {
  if (padding === "valid") return { padding: 0, outputPadding: 0 };
  const outputs = Math.ceil(size / stride);
  const side = Math.floor(Math.max((outputs - 1) * stride + kernel - size, 0) / 2);
  // What a transposed convolution has to add: size = (outputs - 1) s - 2 p + k + outputPadding.
  const outputPadding = size - ((outputs - 1) * stride - 2 * side + kernel);
  const made = Math.floor((size + 2 * side - kernel) / stride) + 1;
  return made === outputs && outputPadding >= 0 && outputPadding < stride
    ? { padding: side, outputPadding }
    : undefined;
}

const both = ({ image }: Window): [number, number] => [image[0] as number, image[1] as number];

/** The symmetric padding that equals this window's on both axes. */
export function symmetricPadding(window: Window): Symmetric | undefined {
  const [vertical, horizontal] = both(window).map((size) => alongAxis(size, window));
  const equal = vertical?.padding === horizontal?.padding && vertical?.outputPadding === horizontal?.outputPadding;
  return equal ? vertical : undefined;
}

/**
 * Says which padding the PyTorch layer must have had. Weights do not hold it, so unless the map states it, it is assumed.
 *
 * @throws ConfigError when no padding of PyTorch gives this layer's outputs, or the map states another one.
 */
export function torchPadding(
  layer: Layout["layer"],
  window: Window,
  stated: StatedPadding | undefined,
  where: string,
): string | undefined {
  if (stated === "tensorflow") return undefined;
  const found = symmetricPadding(window);
  const { kernel, stride, padding, image } = window;
  const shape = `kernel ${kernel}, stride ${stride}, padding "${padding}" on ${image[0]} x ${image[1]} pixels`;
  if (found === undefined) {
    throw new ConfigError("no padding of PyTorch puts this layer's windows where they are here", {
      where,
      expected: "a kernel, stride and size whose padding is even on both sides, e.g. kernel 4 with stride 2",
      received: shape,
      remedy:
        'Train with another kernel, or pad by hand as TensorFlow does (more on the right and below) and say so: padding: "tensorflow".',
    });
  }
  const added =
    layer === "conv2d-transpose" && found.outputPadding > 0 ? `, output_padding=${found.outputPadding}` : "";
  if (stated !== undefined && stated !== found.padding) {
    throw new ConfigError("the padding that the map states is not this layer's", {
      where,
      expected: `padding ${found.padding}, for ${shape}`,
      received: String(stated),
      remedy: "Set the layer's kernel, stride and padding in the config as they were in PyTorch.",
    });
  }
  return stated === undefined ? `padding=${found.padding}${added}` : undefined;
}
