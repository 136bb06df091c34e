import { ConfigError, type Shape } from "@elbo/spec";
import { checkSize } from "../check/check-size.ts";

/** How an image is padded: to `ceil(size / stride)`, or not at all. */
export type Padding = "same" | "valid";

/** One convolution: square kernel and stride. */
export interface ConvSize {
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
}

const check = ({ channels, kernel, stride }: ConvSize, where: string) => {
  checkSize(channels, "channels", where);
  checkSize(kernel, "kernel", where);
  checkSize(stride, "stride", where);
};

/**
 * `[height, width, channels]` after a convolution: `ceil(n / stride)` for "same", `floor((n - kernel) / stride) + 1` for "valid".
 *
 * @throws ConfigError when nothing is left, or for a size below 1.
 */
export function conv2dShape(
  shape: Shape,
  size: ConvSize,
  padding: Padding = "same",
  where = "layers/conv2d",
): [number, number, number] {
  check(size, where);
  const { channels, kernel, stride } = size;
  const after = (n: number) => (padding === "same" ? Math.ceil(n / stride) : Math.floor((n - kernel) / stride) + 1);
  const [height, width] = [after(shape[0] as number), after(shape[1] as number)];
  if (height < 1 || width < 1) {
    throw new ConfigError("the convolution leaves nothing of the image", {
      where,
      expected: `at least ${kernel} x ${kernel} for kernel ${kernel} with "valid" padding`,
      received: `[${shape.join(", ")}]`,
      remedy: 'Take a smaller kernel or stride, fewer layers, or padding "same".',
    });
  }
  return [height, width, channels];
}

/**
 * `[height, width, channels]` after a transposed convolution: `n stride` for "same", `(n - 1) stride + kernel` for "valid".
 *
 * @throws ConfigError for a size below 1.
 */
export function conv2dTransposeShape(
  shape: Shape,
  size: ConvSize,
  padding: Padding = "same",
  where = "layers/conv2d-transpose",
): [number, number, number] {
  check(size, where);
  const { channels, kernel, stride } = size;
  const after = (n: number) => (padding === "same" ? n * stride : (n - 1) * stride + kernel);
  return [after(shape[0] as number), after(shape[1] as number), channels];
}
