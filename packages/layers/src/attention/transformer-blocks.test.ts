import { expectClose, useCpu } from "@elbo/testing";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectGradients, randomValues } from "../test-support/gradients.ts";
import { transformerBlocks } from "./transformer-blocks.ts";

beforeAll(useCpu);

const sizes = { width: 4, heads: 2, layers: 2 };
const x = (batch: number, time: number) =>
  tf.tensor(
    [...Array(4 * batch * time).keys()].map((i) => Math.sin(1.3 * i * i)),
    [batch, time, 4],
  );

describe("transformerBlocks", () => {
  it("one token at a time gives what the parallel form gives", () => {
    const blocks = transformerBlocks({ ...sizes, causal: true });
    const values = randomValues(blocks.params);
    const whole = blocks.apply(values, x(3, 5));
    let memory = blocks.memory(3, 5);
    expect(Object.keys(memory)).toEqual(["layer0.keys", "layer0.contents", "layer1.keys", "layer1.contents"]);
    for (let t = 0; t < 5; t++) {
      const token = tf.squeeze(tf.slice(x(3, 5), [0, t, 0], [3, 1, 4]), [1]);
      const next = blocks.step(values, memory, token, tf.scalar(t, "int32"));
      expectClose(next.y, tf.squeeze(tf.slice(whole, [0, t, 0], [3, 1, 4]), [1]), 1e-5);
      memory = next.memory;
    }
  });

  it("padding changes nothing for the tokens that count", () => {
    const blocks = transformerBlocks(sizes);
    const values = randomValues(blocks.params);
    const valid = tf.tensor2d([1, 1, 1, 0, 0, 1, 1, 1, 1, 1], [2, 5]);
    const whole = blocks.apply(values, x(2, 5), valid);
    const short = blocks.apply(values, tf.slice(x(2, 5), [0, 0, 0], [1, 3, 4]));
    expectClose(tf.slice(whole, [0, 0, 0], [1, 3, 4]), short, 1e-5);
    const full = blocks.apply(values, tf.slice(x(2, 5), [1, 0, 0], [1, 5, 4]));
    expectClose(tf.slice(whole, [1, 0, 0], [1, 5, 4]), full, 1e-5);
  });

  it("has the gradients of central differences", () => {
    const blocks = transformerBlocks({ ...sizes, layers: 1, causal: true });
    // Steps of 1e-2 are long for a norm behind a norm: slopes differ by their third derivative.
    expectGradients(blocks.params, (values) => tf.square(blocks.apply(values, x(2, 3))), { tolerance: 3e-3 });
  });
});
