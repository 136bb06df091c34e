import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { randomValues } from "../test-support/gradients.ts";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { causalConv1d } from "./causal-conv1d.ts";

beforeAll(useCpu);

type Name = "x" | "weight" | "bias" | "y" | "cotangent" | "gradX" | "gradWeight" | "gradBias";
interface Case extends Record<Name, Stored> {
  readonly kernel: number;
  readonly dilation: number;
}
const f = readFixture<{ cases: readonly Case[] }>("causal-conv1d", import.meta.url);

describe("causalConv1d", () => {
  it.each(f.cases)("kernel $kernel, dilation $dilation: equals PyTorch's, with its gradients", (given) => {
    const layer = causalConv1d({ input: 2, output: 3, kernel: given.kernel, dilation: given.dilation });
    const [x, weight, bias] = [stored(given.x), stored(given.weight), stored(given.bias)];
    expectClose(layer.apply({ weight, bias }, x), given.y.values, 1e-5);
    const grads = tf.grads((...[at, w, b]: tf.Tensor[]) =>
      tf.sum(
        tf.mul(layer.apply({ weight: w as tf.Tensor, bias: b as tf.Tensor }, at as tf.Tensor), stored(given.cotangent)),
      ),
    )([x, weight, bias]);
    expectClose(grads[0] as tf.Tensor, given.gradX.values, 1e-5);
    expectClose(grads[1] as tf.Tensor, given.gradWeight.values, 1e-5);
    expectClose(grads[2] as tf.Tensor, given.gradBias.values, 1e-5);
  });

  it.each(f.cases)(
    "kernel $kernel, dilation $dilation: one step at a time gives the same",
    ({ kernel, dilation, x }) => {
      const layer = causalConv1d({ input: 2, output: 3, kernel, dilation });
      const values = randomValues(layer.params);
      const steps = tf.unstack(stored(x), 1);
      let memory = layer.memory(2);
      const found = steps.map((step) => {
        const next = layer.step(values, memory, step);
        memory = next.memory;
        return next.y;
      });
      expectClose(tf.stack(found, 1), layer.apply(values, stored(x)), 1e-6);
      expect(layer.reach).toBe((kernel - 1) * dilation);
    },
  );

  it("refuses a dilation of 0", () => {
    expect(() => causalConv1d({ input: 2, output: 3, kernel: 3, dilation: 0 })).toThrow(/dilation makes no layer/);
  });
});
