import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { symmetricPadding, torchPadding } from "./torch-padding.ts";

beforeAll(useCpu);

/** Paddings p for which zeros on both sides and no other padding equal "same": what PyTorch does with padding=p. */
function equalPaddings(size: number, kernel: number, stride: number): number[] {
  const x = tf.reshape(tf.add(tf.sin(tf.mul(tf.range(0, size * size), 1.3)), 2), [1, size, size, 1]) as tf.Tensor4D;
  const w = tf.reshape(tf.add(tf.range(0, kernel * kernel), 1), [kernel, kernel, 1, 1]) as tf.Tensor4D;
  const same = tf.conv2d(x, w, stride, "same");
  return Array.from({ length: kernel }, (_, p) => p).filter((p) => {
    if (size + 2 * p < kernel) return false;
    const padded = tf.pad(x, [
      [0, 0],
      [p, p],
      [p, p],
      [0, 0],
    ]) as tf.Tensor4D;
    const y = tf.conv2d(padded, w, stride, "valid");
    return y.shape.join() === same.shape.join() && tf.max(tf.abs(tf.sub(y, same))).dataSync()[0] === 0;
  });
}

describe("the padding of PyTorch that equals same", () => {
  for (const size of [5, 7, 8, 14]) {
    for (const kernel of [1, 2, 3, 4, 5]) {
      for (const stride of [1, 2, 3]) {
        const window = { image: [size, size, 1], kernel, stride, padding: "same" } as const;
        it(`${size} pixels, kernel ${kernel}, stride ${stride}`, () => {
          const found = symmetricPadding(window);
          expect(found === undefined ? [] : [found.padding]).toEqual(equalPaddings(size, kernel, stride));
        });
      }
    }
  }

  it("is 1 for kernel 4 with stride 2, and there is none for kernel 3 with stride 2 on an even size", () => {
    const window = { image: [28, 28, 1], kernel: 4, stride: 2, padding: "same" } as const;
    expect(torchPadding("conv2d", window, undefined, "layer0")).toBe("padding=1");
    expect(torchPadding("conv2d", window, 1, "layer0")).toBeUndefined();
    expect(() => torchPadding("conv2d", window, 2, "layer0")).toThrow(/layer0.*expected padding 1.*got 2/);
    const odd = { ...window, kernel: 3 };
    expect(() => torchPadding("conv2d", odd, 1, "layer0")).toThrow(
      /no padding of PyTorch.*kernel 3, stride 2.*28 x 28/,
    );
    expect(torchPadding("conv2d", odd, "tensorflow", "layer0")).toBeUndefined();
  });

  it("is 0 for valid, and names the output padding of a transposed convolution", () => {
    const window = { image: [6, 6, 1], kernel: 1, stride: 2, padding: "same" } as const;
    expect(torchPadding("conv2d-transpose", window, undefined, "x")).toBe("padding=0, output_padding=1");
    expect(torchPadding("conv2d", { ...window, kernel: 3, padding: "valid" }, undefined, "x")).toBe("padding=0");
    expect(() => torchPadding("conv2d", { ...window, kernel: 3, padding: "valid" }, 1, "x")).toThrow(/padding 0/);
  });
});
