import { eagerContext, initialise } from "@elbo/program";
import type { Values } from "@elbo/spec";
import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { readFixture, type Stored, stored } from "../test-support/read-fixture.ts";
import { type BatchNormParams, batchNorm } from "./batch-norm.ts";

beforeAll(useCpu);

type Name = "x" | "gain" | "bias" | "y" | "cotangent" | "gradX" | "gradGain" | "gradBias" | "mean" | "variance";
const f = readFixture<Record<Name | "evaluated", Stored>>("batch-norm", import.meta.url);
const layer = batchNorm({ width: 3 });
const start = (): Values<BatchNormParams> => ({
  ...initialise(layer.params),
  gain: stored(f.gain),
  bias: stored(f.bias),
});

describe("batchNorm", () => {
  it("equals PyTorch's in training, and so do its gradients", () => {
    const values = start();
    expectClose(layer.apply(values, stored(f.x), eagerContext({ training: true }).context), f.y.values, 1e-5);
    const loss = (...[x, gain, bias]: tf.Tensor[]) => {
      const moved = { ...values, gain, bias } as Values<BatchNormParams>;
      const y = layer.apply(moved, x as tf.Tensor, eagerContext({ training: true }).context);
      return tf.sum(tf.mul(y, stored(f.cotangent)));
    };
    const [gradX, gradGain, gradBias] = tf.grads(loss)([stored(f.x), values.gain, values.bias]);
    expectClose(gradX as tf.Tensor, f.gradX.values, 1e-5);
    expectClose(gradGain as tf.Tensor, f.gradGain.values, 1e-5);
    expectClose(gradBias as tf.Tensor, f.gradBias.values, 1e-5);
  });

  it("moves its averages as PyTorch's do over two steps, and evaluates with them", () => {
    const values = start();
    const moved = new Map<tf.Tensor, tf.Tensor>([
      [values.mean, values.mean],
      [values.variance, values.variance],
    ]);
    const now = () => ({
      ...values,
      mean: moved.get(values.mean) as tf.Tensor,
      variance: moved.get(values.variance) as tf.Tensor,
    });
    for (const x of [stored(f.x), tf.sub(tf.mul(stored(f.x), 2), 1)]) {
      const at = now();
      const { context, updates } = eagerContext({ training: true });
      layer.apply(at, x, context);
      for (const [state, next] of updates) moved.set(state === at.mean ? values.mean : values.variance, next);
    }
    expectClose(now().mean, f.mean.values, 1e-5);
    expectClose(now().variance, f.variance.values, 1e-5);
    expectClose(layer.apply(now(), stored(f.x)), f.evaluated.values, 1e-5);
  });

  it("moves nothing in evaluation or in a quiet pass", () => {
    for (const context of [eagerContext({ training: false }), eagerContext({ training: true })]) {
      const quiet = context.context.training ? context.context.quiet() : context.context;
      layer.apply(start(), stored(f.x), quiet);
      expect(context.updates.size).toBe(0);
    }
  });
});
