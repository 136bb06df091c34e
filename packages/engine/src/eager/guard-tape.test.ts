import { EngineError } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { guardTape } from "./guard-tape.ts";

beforeAll(useCpu);

const failing = (f: (x: tf.Tensor) => tf.Tensor) => () =>
  guardTape(() => tf.tidy(() => tf.grad((x) => tf.sum(f(x)))(tf.tensor1d([1, 2, 3]))));

describe("guardTape", () => {
  it("names a kernel without gradient, and what to do", () => {
    const distinct = failing((x) => tf.unique(tf.exp(x)).values);
    expect(distinct).toThrow(EngineError);
    expect(distinct).toThrow(/tfjs has no gradient for the kernel "Unique"\. .*stopGradient/);
  });

  it("passes other errors on and leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const mistake = new RangeError("on purpose");
    const thrown = failing((x) => {
      tf.exp(x);
      throw mistake;
    });
    expect(thrown).toThrow(mistake);
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.engine().state.activeTape).toBeNull();
  });
});
